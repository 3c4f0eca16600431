/** A text for people, in English and Simplified Chinese. */
export type Words = { en: string; zh: string }
