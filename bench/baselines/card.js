/** Constant card of both baselines. */
export const CARDS = {
  cards: [
    {
      uuid: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
      summary: 'A constant card',
      indicator: 'info',
      detail: 'Nothing was decided. '.repeat(30),
      source: { label: 'bench' },
    },
  ],
};
