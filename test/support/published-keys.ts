/** The public key of the CDS Hooks sandbox. The private one is in its repository for all to read. */
export const SANDBOX_KEY = {
  kty: 'EC',
  use: 'sig',
  crv: 'P-384',
  kid: '44823f3d-0b01-4a6c-a80e-b9d3e8a7226f',
  x: 'dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB',
  y: 'Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy',
  alg: 'ES384',
} as const;

/** The key the sandbox had before. */
export const FORMER_SANDBOX_KEY = {
  kty: 'EC',
  use: 'sig',
  crv: 'P-256',
  kid: 'd9cd3c4f-eb08-4304-b973-44f352fd2ca2',
  x: 'QWI9fI8TcNtdikhVs_M1N_Szb7BOj19etvIKfrQMa9k',
  y: 'jDkhk_Z2RZZ5L5rN4vd1_i-RJLn3EfEhDcy7iFBg--I',
  alg: 'ES256',
} as const;

/** The key of the example in the specification of CDS Hooks, which prints the private one beside it. */
export const SPECIFICATION_KEY = {
  kty: 'EC',
  use: 'sig',
  crv: 'P-384',
  kid: 'example-kid',
  x: '46SDH7Znh821wblCBglA61sNE9ZrHYKKt3qRtRTmSXyOI_FIGBLWrWa0GPUkDCEk',
  y: 'XMcRuuoGW7CXjQdy-F5i3FeBE0x9hPLdeFdSoDd3ELmx404tLX0VRRcqzAsPhXcI',
  alg: 'ES384',
} as const;
