/** A secret as written in the configuration, or the file that holds it, to be read when it is needed. */
export type Secret = { readonly text: string } | { readonly file: string };

/** Who podtail says that it is. */
export type Auth =
  | { readonly kind: 'basic'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret }
  | { readonly kind: 'apiKey'; readonly key: Secret };
