import { parseAllDocuments } from 'yaml';
import { readRepository } from './example-podtail.js';

/** What the tests look at in an object of Kubernetes; the validators look at all of it. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: PodSpec & { readonly template?: { readonly spec: PodSpec } };
}

export interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: SecurityContext;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly Variable[];
  readonly securityContext?: SecurityContext;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

interface Volume {
  readonly name: string;
  readonly hostPath?: { readonly path: string };
}

interface SecurityContext {
  readonly runAsUser?: number;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly seccompProfile?: { readonly type: string };
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

/** The objects of a file of manifests. */
export function readManifest(path: string): KubernetesObject[] {
  return parseManifest(readRepository(path));
}

export function parseManifest(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
}

/** The first object of a kind; throws if there is none. */
export function findKind(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const found = objects.find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found;
}

/** The configuration file that a ConfigMap holds. */
export function configurationOf(objects: readonly KubernetesObject[]): string {
  return findKind(objects, 'ConfigMap').data!['podtail.yaml']!;
}

/**
 * A container's environment, as the kubelet makes it: the fields of the pod come by their paths from `fields`, and
 * `$(NAME)` stands for a variable that was set before.
 */
export function environmentOf(container: Container, fields: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { name, value, valueFrom } of container.env ?? []) {
    const field = valueFrom?.fieldRef.fieldPath;
    if (field !== undefined && fields[field] === undefined) throw new Error(`no field ${field} for ${name}`);
    environment[name] =
      field === undefined ? value!.replaceAll(/\$\((\w+)\)/g, (_, known) => environment[known]!) : fields[field]!;
  }
  return environment;
}
