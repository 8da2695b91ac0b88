/** How the peers in C++ are built. */
import type { Recipe } from './native-peer.ts';

export const QUANTLIB: Recipe = { source: 'quantlib', flags: ['-O3'], libraries: ['QuantLib'] };

/** What a compiler makes of the kernel's job when it must keep to IEEE 754: one option at a time. */
export const SCALAR: Recipe = { source: 'plain', flags: ['-O3'] };

/** The physical limit: the widest vectors there are, with the vectorised exp and log of the C library. */
export const VECTOR: Recipe = {
  source: 'plain',
  flags: ['-O3', '-march=native', '-ffast-math', '-mprefer-vector-width=512'],
};
