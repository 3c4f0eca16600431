/** Methods that every Buffer of Node has and its type package leaves out: the direct forms of `toString` and `write`, without their dispatch. */
interface Buffer {
  utf8Slice(from?: number, to?: number): string
  latin1Slice(from?: number, to?: number): string
  utf8Write(text: string, at?: number): number
  latin1Write(text: string, at?: number): number
}
