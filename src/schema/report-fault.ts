/** Takes note of a fault: the element of a resource or a JSON pointer, and what is wrong with it. */
export type ReportFault = (element: string, reason: string) => void;
