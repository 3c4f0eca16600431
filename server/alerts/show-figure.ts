import type { ShowFigure } from '../../core/alert-message.ts'
import { count, duration, megabytes } from '../cli/format.ts'

/** Figures in English, for messages that are kept and sent. */
export const showFigure: ShowFigure = (unit, value) => {
  switch (unit) {
    case 'rate':
      return `${count(value)}/s`
    case 'byteRate':
      return `${megabytes(value)}/s`
    case 'ms':
      return duration(value)
    case 'bytes':
      return megabytes(value)
    case 'share':
      return `${count(value * 100)} %`
    case 'count':
      return count(value)
    case 'number':
      return value.toLocaleString('en', { maximumSignificantDigits: 6 })
  }
}
