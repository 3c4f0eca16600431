import { test } from 'vitest'
import { killed } from './kill.ts'

test('killed twice under load, the run ends with the output of an undisturbed one', () => killed(300_000, 2))
