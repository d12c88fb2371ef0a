import { gzipSync } from 'node:zlib';
import { AwsClient } from 'aws4fetch';
import { type DefinedSink, defineSink } from 'podtail';

export interface S3Options {
  /** URL of the bucket: https://BUCKET.s3.REGION.amazonaws.com, or that of a server that speaks S3. */
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * A sink that puts each batch as one file of gzipped JSON lines into a bucket: `2026/11/30/09/ID.ndjson.gz`. The name is made of
 * the first record, so that a batch that is sent again after a crash replaces itself.
 */
export function s3Sink({ bucket, region, accessKeyId, secretAccessKey }: S3Options): DefinedSink {
  // Pauses between tries are podtail's.
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  return defineSink({
    name: 's3',
    lanes: 1,
    batch: { bytes: '16MiB', records: 1_000_000, timeout: '60s' },
    async send({ body, line, id }, signal) {
      const { time } = JSON.parse(line(0).toString()) as { time: string };
      const hour = time.slice(0, 13).replaceAll(/[-T]/g, '/');
      const url = `${bucket}/${hour}/${encodeURIComponent(id(0))}.ndjson.gz`;
      try {
        const answer = await client.fetch(url, { method: 'PUT', body: gzipSync(body), signal });
        if (answer.ok) return { kind: 'delivered' };
        const reason = `S3 answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`;
        if (answer.status === 401 || answer.status === 403)
          return { kind: 'credentials', reason, status: answer.status };
        return { kind: 'retry', reason, status: answer.status };
      } catch (error) {
        return { kind: 'retry', reason: `S3: ${(error as Error).message}` };
      }
    },
  });
}
