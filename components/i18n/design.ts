import { useTexts } from './provider.tsx'

/** Waits for the texts that only the page of a pipeline needs, so that no other page carries them. */
export const useDesignTexts = (): void => useTexts('design')
