/** A secret in the configuration, or in a file that is read when it is needed. */
export type Secret = { readonly text: string } | { readonly file: string };

/** The credentials of podtail. */
export type Auth =
  | { readonly kind: 'basic'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret }
  | { readonly kind: 'apiKey'; readonly key: Secret };
