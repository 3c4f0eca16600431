// JSON lines and plain lines → columns, with SIMD. AssemblyScript; built into scan.gen.ts by scripts/wasm.mjs.
//
// The host copies complete lines to INPUT and calls scan(). Each wanted field has a declared type and a column of eight bytes a row: a double,
// or a range of bytes (offset, length) relative to INPUT; NAN is NULL in both readings. Whatever is unusual is left to the host, which asks
// JSON.parse: a row whose text this scanner does not fully understand gets the status REFUSED, a value that it cannot finish (an escaped
// text, a number of more than 15 digits) sets the field's bit in ODD. What this scanner accepts, JSON.parse accepts with the same values.

// Status of a row.
const GOOD: u8 = 0, REFUSED: u8 = 1, BLANK: u8 = 2;
// How a value is written: `Kind` in batch.ts.
const MISSING: u8 = 0, INTEGER: u8 = 1, FLOAT: u8 = 2, ASCII: u8 = 3, UTF8: u8 = 4, TRUE: u8 = 5, FALSE: u8 = 6, NULL: u8 = 7, RAW: u8 = 8, ESCAPED: u8 = 9, LONG_NUMBER: u8 = 10;
// Declared types. ANY_TEXT takes the text of any member; NONE is an object that is only on the way to a wanted leaf.
const LONG: u8 = 0, DOUBLE: u8 = 1, TEXT: u8 = 2, BOOLEAN: u8 = 3, JSON: u8 = 4, ANY_TEXT: u8 = 5, NONE: u8 = 6;

// Memory is zero pages until touched, so generous limits cost nothing.
export const MAX_FIELDS: i32 = 128; // leaves and the objects on the way to them
export const MAX_ROWS: i32 = 8192;
export const STRIDE: i32 = 8256; // rows from column to column; a power of two would put all columns of a row into one cache set
export const INPUT_CAPACITY: i32 = 2 << 20;
export const SPILL_CAPACITY: i32 = 4 << 20; // behind the input: text that the host unescapes or rebuilds, at most twice the input
export const MAX_DEPTH: i32 = 60; // deeper lines are refused; the host has the final word
const PAD: i32 = 64; // vector loads may read this far behind the input

export const INPUT = memory.data((2 << 20) + 64 + (4 << 20), 16);
export const SPILL: i32 = INPUT_CAPACITY + PAD; // offset of the spill area from INPUT
export const VALUES = memory.data(128 * 8256 * 8, 16);
export const SPANS = memory.data(128 * 8256 * 8, 16); // where the value stands in the input; a text without its quotes
export const KINDS = memory.data(128 * 8256, 16);
export const LINES = memory.data(8193 * 4, 16);
export const STATUS = memory.data(8192, 16);
export const ODD = memory.data(128, 16); // per field: the host has to finish some values
export const WRONG = memory.data(128 * 4, 16); // per field: members of the wrong type in this scan

const TYPE = memory.data(128, 16);
const PARENT = memory.data(128, 16); // node that the field is a member of; node 0 = the line itself
const NODE = memory.data(128, 16); // node that the field is, when members of it are wanted; else 0
const KEY_START = memory.data(128 * 4, 16);
const KEY_LENGTH = memory.data(128 * 4, 16);
const KEYS = memory.data(16384, 16);

// Records of one producer have the same keys in the same order. Per node and member position: the text `key":` last seen there, and whose
// field it is (or -1), so that a known key costs one or two vector compares.
const POSITIONS: i32 = 128, NODES: i32 = 32, PATTERN: i32 = 32;
const PATTERNS = memory.data(32 * 128 * 32, 16);
const PATTERN_LENGTH = memory.data(32 * 128 * 4, 16);
const PATTERN_FIELD = memory.data(32 * 128 * 4, 16);

const POW10 = memory.data<f64>([1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22]);
const NAN: u64 = 0x7ff8000000000000;
const MAX_SAFE: f64 = 9007199254740991;

let fields: i32 = 0, nodes: i32 = 1, keyBytes: i32 = 0;
let consumed: u32 = 0, refused: u32 = 0, odd: u32 = 0, misfits: u32 = 0;
let rowMisfits: bool = false;
// Second results of text() and number().
let textFlags: u32 = 0, numberKind: u8 = 0, numberBits: u64 = 0;

/** Where the next scan starts. */
export function consumedBytes(): u32 { return consumed; }
/** Rows of this scan that are not GOOD. */
export function refusedRows(): u32 { return refused; }
/** Whether any field has its ODD flag set. */
export function oddValues(): u32 { return odd; }
/** Whether any WRONG counter is set. */
export function misfitRows(): u32 { return misfits; }

/** Declares the field whose key (`length` bytes) stands at INPUT, a member of node `parent`. Returns its number, or -1 when there is no room. */
export function addField(length: i32, type: i32, parent: i32): i32 {
  if (fields >= MAX_FIELDS || keyBytes + length > 16384) return -1;
  memory.copy(KEYS + keyBytes, INPUT, length);
  store<u32>(KEY_START + (fields << 2), keyBytes);
  store<u32>(KEY_LENGTH + (fields << 2), length);
  store<u8>(TYPE + fields, <u8>type);
  store<u8>(PARENT + fields, <u8>parent);
  keyBytes += length;
  return fields++;
}

/** Makes a field a node, so that fields can be its members. Returns the node, or -1 when there is no room. */
export function addNode(field: i32): i32 {
  if (nodes >= NODES) return -1;
  store<u8>(NODE + field, <u8>nodes);
  return nodes++;
}

// @ts-ignore: decorator
@inline function white(p: usize): usize { // newline is the end of the record, not white space
  let c = load<u8>(p);
  while (c == 32 || c == 9 || c == 13) { p++; c = load<u8>(p); }
  return p;
}

// @ts-ignore: decorator
@inline function isHex(c: u8): bool { return <u8>(c - 48) < 10 || <u8>((c | 32) - 97) < 6; }

// From behind the opening quote to the closing quote, or 0. textFlags: 1 = has escapes, 2 = not only ASCII.
// @ts-ignore: decorator
@inline function text(p: usize): usize {
  let flags: u32 = 0;
  while (true) {
    const v = v128.load(p);
    const special = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(92))), i8x16.lt_u(v, i8x16.splat(32))));
    const high = i8x16.bitmask(v);
    if (!special) { if (high) flags |= 2; p += 16; continue; }
    const k = ctz(special);
    if (high & ((1 << k) - 1)) flags |= 2;
    p += k;
    const c = load<u8>(p);
    if (c == 34) { textFlags = flags; return p; }
    if (c != 92) return 0;
    flags |= 1;
    const e = load<u8>(p, 1);
    if (e == 34 || e == 92 || e == 47 || e == 98 || e == 102 || e == 110 || e == 114 || e == 116) p += 2;
    else if (e == 117) {
      if (!(isHex(load<u8>(p, 2)) && isHex(load<u8>(p, 3)) && isHex(load<u8>(p, 4)) && isHex(load<u8>(p, 5)))) return 0;
      p += 6;
    } else return 0;
  }
  return 0;
}

// To the first byte behind the number, or 0. At most 15 digits and a power of ten within ±22 make the double exact (one correctly rounded
// operation on two exact doubles); any other is a LONG_NUMBER, which the host converts.
// @ts-ignore: decorator
@inline function number(p: usize): usize {
  const negative = load<u8>(p) == 45;
  if (negative) p++;
  const start = p;
  let m: u64 = 0, c: u32 = <u32>load<u8>(p) - 48;
  if (c > 9) return 0;
  if (c == 0) { p++; c = <u32>load<u8>(p) - 48; if (c <= 9) return 0; }
  else while (c <= 9) { m = m * 10 + c; p++; c = <u32>load<u8>(p) - 48; }
  let digits = <i32>(p - start);
  const b = load<u8>(p);
  if (b != 46 && (b | 32) != 101) {
    if (digits > 15) { numberKind = LONG_NUMBER; return p; }
    numberKind = INTEGER;
    const f = <f64>m;
    numberBits = reinterpret<u64>(negative ? -f : f);
    return p;
  }
  let exponent: i32 = 0;
  if (b == 46) {
    p++;
    const first = p;
    c = <u32>load<u8>(p) - 48;
    if (c > 9) return 0;
    while (c <= 9) { m = m * 10 + c; p++; c = <u32>load<u8>(p) - 48; }
    exponent = -<i32>(p - first);
    digits -= exponent;
  }
  if ((load<u8>(p) | 32) == 101) {
    p++;
    let down = false;
    const sign = load<u8>(p);
    if (sign == 45) { down = true; p++; } else if (sign == 43) p++;
    c = <u32>load<u8>(p) - 48;
    if (c > 9) return 0;
    let e: i32 = 0;
    while (c <= 9) { if (e < 10000) e = e * 10 + <i32>c; p++; c = <u32>load<u8>(p) - 48; }
    exponent += down ? -e : e;
  }
  if (digits <= 15 && exponent >= -22 && exponent <= 22) {
    const g = <f64>m, f = exponent < 0 ? g / load<f64>(POW10 + (-exponent << 3)) : g * load<f64>(POW10 + (exponent << 3));
    numberKind = FLOAT;
    numberBits = reinterpret<u64>(negative ? -f : f);
  } else numberKind = LONG_NUMBER;
  return p;
}

// Out of line, for the paths where size of code matters more than a call.
function skipText(p: usize): usize { return text(p); }
function skipNumber(p: usize): usize { return number(p); }

// Validates any value; to the first byte behind it, or 0. `depth` = containers around it.
function skip(p: usize, depth: i32): usize {
  const c = load<u8>(p);
  if (c == 34) { const q = skipText(p + 1); return q ? q + 1 : 0; }
  if (c == 123) {
    if (depth >= MAX_DEPTH) return 0;
    p = white(p + 1);
    if (load<u8>(p) == 125) return p + 1;
    while (true) {
      if (load<u8>(p) != 34) return 0;
      const q = skipText(p + 1);
      if (!q) return 0;
      p = white(q + 1);
      if (load<u8>(p) != 58) return 0;
      p = skip(white(p + 1), depth + 1);
      if (!p) return 0;
      p = white(p);
      const d = load<u8>(p);
      if (d != 44) return d == 125 ? p + 1 : 0;
      p = white(p + 1);
    }
  }
  if (c == 91) {
    if (depth >= MAX_DEPTH) return 0;
    p = white(p + 1);
    if (load<u8>(p) == 93) return p + 1;
    while (true) {
      p = skip(p, depth + 1);
      if (!p) return 0;
      p = white(p);
      const d = load<u8>(p);
      if (d != 44) return d == 93 ? p + 1 : 0;
      p = white(p + 1);
    }
  }
  if (c == 116) return load<u32>(p) == 0x65757274 ? p + 4 : 0; // true
  if (c == 102) return load<u32>(p, 1) == 0x65736c61 ? p + 5 : 0; // false
  if (c == 110) return load<u32>(p) == 0x6c6c756e ? p + 4 : 0; // null
  return skipNumber(p);
}

function find(key: usize, length: u32, node: i32): i32 {
  for (let f = 0; f < fields; f++) {
    if (load<u8>(PARENT + f) == node && load<u32>(KEY_LENGTH + (f << 2)) == length && memory.compare(KEYS + load<u32>(KEY_START + (f << 2)), key, length) == 0) return f;
  }
  return -1;
}

// A key that is not the one last seen at this position: looks it up and remembers it. Returns the byte behind the colon, or 0 (also for an
// escaped key: what it spells is the host's business).
function learn(key: usize, slot: i32, node: i32): usize {
  const q = skipText(key);
  if (!q || textFlags & 1) return 0;
  const field = find(key, <u32>(q - key), node);
  let p = white(q + 1);
  if (load<u8>(p) != 58) return 0;
  p++;
  const length = <i32>(p - key);
  store<i32>(PATTERN_LENGTH + (slot << 2), length <= PATTERN ? length : 0);
  if (length <= PATTERN) memory.copy(PATTERNS + slot * PATTERN, key, length);
  store<i32>(PATTERN_FIELD + (slot << 2), field);
  return p;
}

// @ts-ignore: decorator
@inline function known(p: usize, slot: i32, length: i32): bool {
  const pattern = PATTERNS + slot * PATTERN;
  const first = i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(pattern)));
  if (length <= 16) { const mask = (1 << length) - 1; return (first & mask) == mask; }
  const mask = (1 << (length - 16)) - 1;
  return first == 0xffff && (i8x16.bitmask(i8x16.eq(v128.load(p, 16), v128.load(pattern, 16))) & mask) == mask;
}

// @ts-ignore: decorator
@inline function cell(field: i32, row: i32): i32 { return field * STRIDE + row; }
// @ts-ignore: decorator
@inline function range(from: usize, to: usize): u64 { return <u64>(from - INPUT) | (<u64>(to - from) << 32); }

// The wrong type is NULL. Counted when the row is complete, so that only the last of duplicate keys counts and a refused row does not.
function misfit(): u64 { rowMisfits = true; return NAN; }
function setOdd(field: i32): void { odd = 1; store<u8>(ODD + field, 1); }

// @ts-ignore: decorator
@inline function putText(field: i32, row: i32, kind: u8, from: usize, to: usize): void {
  const i = cell(field, row), type = load<u8>(TYPE + field), at = i << 3;
  store<u8>(KINDS + i, kind);
  if (type == TEXT || type == ANY_TEXT) {
    const v = range(from, to);
    store<u64>(VALUES + at, v);
    store<u64>(SPANS + at, v);
    if (kind == ESCAPED) setOdd(field);
  } else if (type == JSON) {
    const v = range(from - 1, to + 1);
    store<u64>(VALUES + at, v);
    store<u64>(SPANS + at, v);
  } else store<u64>(VALUES + at, misfit());
}

// @ts-ignore: decorator
@inline function isLong(bits: u64): bool { const f = reinterpret<f64>(bits); return f == trunc(f) && abs(f) <= MAX_SAFE; }

// @ts-ignore: decorator
@inline function putNumber(field: i32, row: i32, from: usize, to: usize): void {
  const i = cell(field, row), type = load<u8>(TYPE + field), at = i << 3, kind = numberKind;
  store<u8>(KINDS + i, kind);
  store<u64>(SPANS + at, range(from, to));
  if (type <= DOUBLE) {
    if (kind == LONG_NUMBER) { setOdd(field); store<u64>(VALUES + at, NAN); }
    else if (type == DOUBLE) store<u64>(VALUES + at, numberBits);
    else if (kind == INTEGER || isLong(numberBits)) store<f64>(VALUES + at, reinterpret<f64>(numberBits) + 0); // + 0: a long has no -0
    else store<u64>(VALUES + at, misfit());
  } else putRaw(i, type, from, to);
}

// What is neither a text nor a number.
function putOther(field: i32, row: i32, c: u8, from: usize, to: usize): void {
  const i = cell(field, row), type = load<u8>(TYPE + field), at = i << 3;
  const kind = c == 116 ? TRUE : c == 102 ? FALSE : c == 110 ? NULL : RAW;
  store<u8>(KINDS + i, kind);
  store<u64>(SPANS + at, range(from, to));
  if (kind == NULL) store<u64>(VALUES + at, NAN);
  else if (type == BOOLEAN && kind != RAW) store<f64>(VALUES + at, kind == TRUE ? 1 : 0);
  else putRaw(i, type, from, to);
}

// A member's text as it is written, for the types that want it. A text has to be printed with quotes, hence no span.
function putRaw(i: i32, type: u8, from: usize, to: usize): void {
  const at = i << 3;
  if (type == ANY_TEXT) { store<u64>(VALUES + at, range(from, to)); store<u64>(SPANS + at, NAN); }
  else if (type == JSON) store<u64>(VALUES + at, range(from, to));
  else store<u64>(VALUES + at, type == NONE ? NAN : misfit());
}

// The members of a node that came before in the same row are void when its key comes again.
function forget(node: u8, row: i32): void {
  for (let f = 0; f < fields; f++) {
    if (load<u8>(PARENT + f) != node) continue;
    const i = cell(f, row);
    store<u8>(KINDS + i, MISSING);
    store<u64>(VALUES + (i << 3), NAN);
    const inner = load<u8>(NODE + f);
    if (inner) forget(inner, row);
  }
}

// From the opening brace to behind the closing one, or 0; stores the wanted members.
function object(p: usize, row: i32, node: i32, depth: i32): usize {
  if (depth >= MAX_DEPTH) return 0;
  p++;
  let position = 0;
  const base = node * POSITIONS;
  if (load<u8>(p) != 34) { p = white(p); if (load<u8>(p) == 125) return p + 1; }
  while (true) {
    if (load<u8>(p) != 34) return 0;
    p++;
    const slot = base + (position < POSITIONS ? position : POSITIONS - 1), length = load<i32>(PATTERN_LENGTH + (slot << 2));
    if (length != 0 && known(p, slot, length)) p += length;
    else { p = learn(p, slot, node); if (!p) return 0; }
    const field = load<i32>(PATTERN_FIELD + (slot << 2));
    position++;
    let c = load<u8>(p);
    if (c <= 32) { p = white(p); c = load<u8>(p); }
    if (field >= 0 && load<u8>(NODE + field)) {
      const inner = load<u8>(NODE + field), from = p;
      if (load<u8>(KINDS + cell(field, row)) != MISSING) forget(inner, row);
      if (c == 123) { p = object(p, row, inner, depth + 1); if (!p) return 0; putOther(field, row, c, from, p); }
      else { p = value(p, row, field, c, depth + 1); if (!p) return 0; }
    } else if (c == 34) {
      const from = p + 1;
      p = text(from);
      if (!p) return 0;
      if (field >= 0) putText(field, row, textFlags & 1 ? ESCAPED : textFlags ? UTF8 : ASCII, from, p);
      p++;
    } else if (<u32>(c - 48) <= 9 || c == 45) {
      const from = p;
      p = number(p);
      if (!p) return 0;
      if (field >= 0) putNumber(field, row, from, p);
    } else {
      const from = p;
      p = skip(p, depth + 1);
      if (!p) return 0;
      if (field >= 0) putOther(field, row, c, from, p);
    }
    c = load<u8>(p);
    if (c == 44) { p++; if (load<u8>(p) != 34) p = white(p); continue; }
    if (c == 125) return p + 1;
    p = white(p);
    c = load<u8>(p);
    if (c != 44) return c == 125 ? p + 1 : 0;
    p = white(p + 1);
  }
  return 0;
}

// A member that was expected to be an object and is not.
function value(p: usize, row: i32, field: i32, c: u8, depth: i32): usize {
  const from = p;
  if (c == 34) {
    p = skipText(p + 1);
    if (!p) return 0;
    putText(field, row, textFlags & 1 ? ESCAPED : textFlags ? UTF8 : ASCII, from + 1, p);
    return p + 1;
  }
  if (<u32>(c - 48) <= 9 || c == 45) {
    p = skipNumber(p);
    if (p) putNumber(field, row, from, p);
    return p;
  }
  p = skip(p, depth);
  if (p) putOther(field, row, c, from, p);
  return p;
}

function countMisfits(row: i32): void {
  rowMisfits = false;
  misfits = 1;
  for (let f = 0; f < fields; f++) {
    const i = cell(f, row), kind = load<u8>(KINDS + i), type = load<u8>(TYPE + f);
    if (kind == MISSING || kind == NULL || type == NONE || (kind == LONG_NUMBER && type <= DOUBLE)) continue;
    if (load<u64>(VALUES + (i << 3)) == NAN) store<u32>(WRONG + (f << 2), load<u32>(WRONG + (f << 2)) + 1);
  }
}

// @ts-ignore: decorator
@inline function newline(p: usize): usize {
  while (true) {
    const m = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(10)));
    if (m) return p + ctz(m);
    p += 16;
  }
  return 0;
}

/** JSON lines in [from, to) of INPUT, the last of which ends with a newline → at most `most` rows. Returns how many. */
export function scan(from: i32, to: i32, most: i32): i32 {
  const end = INPUT + to, count = fields;
  let p: usize = INPUT + from, row = 0;
  memory.fill(end, 0, PAD);
  if (odd) memory.fill(ODD, 0, MAX_FIELDS);
  if (misfits) memory.fill(WRONG, 0, MAX_FIELDS * 4);
  refused = 0; odd = 0; misfits = 0; rowMisfits = false;
  while (p < end && row < most) {
    const start = p;
    store<u32>(LINES + (row << 2), <u32>(start - INPUT));
    for (let f = 0; f < count; f++) { const i = cell(f, row); store<u8>(KINDS + i, MISSING); store<u64>(VALUES + (i << 3), NAN); }
    const first = white(start);
    let after: usize = load<u8>(first) == 123 ? object(first, row, 0, 0) : 0;
    if (after && load<u8>(after) != 10) { after = white(after); if (load<u8>(after) != 10) after = 0; }
    if (after) {
      store<u8>(STATUS + row, GOOD);
      if (rowMisfits) countMisfits(row);
      p = after + 1;
    } else {
      rowMisfits = false;
      refused++;
      store<u8>(STATUS + row, load<u8>(first) == 10 ? BLANK : REFUSED);
      p = newline(start) + 1;
    }
    row++;
  }
  consumed = <u32>(p - INPUT);
  store<u32>(LINES + (row << 2), consumed);
  return row;
}

/** Lines in [from, to) of INPUT, the last of which ends with a newline → at most `most` rows, each line's text without its line end in column 0. Returns how many. */
export function lines(from: i32, to: i32, most: i32): i32 {
  const end = INPUT + to;
  let start: usize = INPUT + from, row = 0;
  memory.fill(end, 0, PAD);
  for (let p = start; p < end && row < most; p += 16) {
    let m = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(10)));
    while (m && row < most) {
      const q = p + ctz(m);
      m &= m - 1;
      store<u32>(LINES + (row << 2), <u32>(start - INPUT));
      store<u64>(VALUES + (row << 3), range(start, q > start && load<u8>(q - 1) == 13 ? q - 1 : q));
      start = q + 1;
      row++;
    }
  }
  consumed = <u32>(start - INPUT);
  store<u32>(LINES + (row << 2), consumed);
  return row;
}
