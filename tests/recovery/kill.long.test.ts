import { test } from 'vitest'
import { slice } from '../seed.ts'
import { killed } from './kill.ts'

test('killed many times under load, the run ends with the output of an undisturbed one', () => killed(3_000_000, slice ? 8 : 40))
