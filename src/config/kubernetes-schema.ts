import * as z from 'zod';
import { choice, listFrom, listOf, section, text } from './fields.js';
import { serverUrl, tlsSchema } from './network-fields.js';

/** Names of the annotations `podtail.dev/NAME` that a pod may have. */
export const POD_ANNOTATIONS = ['exclude', 'parser', 'multiline', 'sample', 'tenant'] as const;

const kubeletSchema = section({
  url: serverUrl
    .exactOptional()
    .describe('Address of the kubelet. Default: https and port 10250 at NODE_IP of the environment, or at 127.0.0.1'),
  tokenFile: text
    .exactOptional()
    .describe('File with the token. podtail reads it for every request. Default: the token of the service account'),
  tls: tlsSchema,
});

/** The source and the selection of labels and annotations of pods. */
export const kubernetesSchema = section({
  labels: listOf('globs')
    .prefault([])
    .describe('Labels of pods to add to their records, as globs. match and templates can use all labels'),
  annotations: listOf('globs').prefault([]).describe('Annotations of pods to add to their records, as globs'),
  from: choice('kubelet', 'file')
    .prefault('kubelet')
    .describe('Where podtail gets them: the kubelet of the node, or a file'),
  kubelet: kubeletSchema.prefault({}).describe('Access to the kubelet'),
  file: text
    .exactOptional()
    .describe('JSON file of pods that another program writes: a PodList, or labels and annotations by uid'),
  obey: z
    .union([z.literal('none'), listFrom(POD_ANNOTATIONS)], {
      error: `none, or a list of ${POD_ANNOTATIONS.join(', ')}`,
    })
    .prefault([...POD_ANNOTATIONS])
    .describe('Annotations podtail.dev/NAME that podtail follows'),
}).refine(({ from, file }) => (from === 'file') === (file !== undefined), {
  when: ({ issues }) => issues.length === 0,
  path: ['file'],
  error: 'a file where from is file, and only there',
});
