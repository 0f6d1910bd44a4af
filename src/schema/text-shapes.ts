import * as Type from 'typebox';

// Forms of texts that several kinds of files have. `title` is the form in words, as faults name it.

/** A text that is not empty. */
export const text = Type.String({ minLength: 1 });

/** An id of FHIR R4. */
export const fhirId = Type.String({
  pattern: '^[A-Za-z0-9.-]{1,64}$',
  title: 'letters, digits, dots and hyphens, at most 64',
});

/** A day in form; the calendar may not have it. */
export const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', title: 'a day, YYYY-MM-DD' });

export const httpsAddress = Type.String({ pattern: '^https://\\S+$', title: 'an address with https://' });

/** The name of a variable of FHIRPath. */
export const variableName = Type.String({
  pattern: '^[a-z][A-Za-z0-9]*$',
  title: 'letters and digits, the first a lower-case letter',
});
