/** A number with its noun: "1 fact", "2 facts". */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
