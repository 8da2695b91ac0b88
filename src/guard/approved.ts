declare const approved: unique symbol;

/** Something that the guard has passed. Only `guard` makes one, and a venue port accepts nothing else. */
export type Approved<T> = T & { readonly [approved]: true };
