// Doubles → the digits that JavaScript prints. AssemblyScript; built into number.gen.ts by scripts/wasm.mjs.

export const OUT = memory.data(64, 16);

const DIGIT_PAIRS = memory.data(200, 16);
for (let i = 0; i < 100; i++) {
  store<u8>(DIGIT_PAIRS + 2 * i, <u8>(48 + i / 10));
  store<u8>(DIGIT_PAIRS + 2 * i + 1, <u8>(48 + i % 10));
}
const POWERS = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000, 10000000000000000000]);
// From 1e-2 on; the doubles nearest to 0.01 and 0.1 lie above them, so that comparing with them compares with the true powers.
const LIMITS = memory.data<f64>([1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]);

// @ts-ignore: decorator
@inline function power(n: i32): u64 { return load<u64>(POWERS + (n << 3)); }

function countDigits(v: u64): i32 {
  let n = 1;
  while (n < 20 && v >= power(n)) n++;
  return n;
}

// Writes the last `n` digits of v to [p, p + n).
function digits(p: usize, v: u64, n: i32): void {
  let at = p + n;
  while (at >= p + 2) {
    const q = v / 100;
    at -= 2;
    store<u16>(at, load<u16>(DIGIT_PAIRS + (<usize>(v - q * 100) << 1)));
    v = q;
  }
  if (at > p) store<u8>(p, <u8>(48 + v % 10));
}

// v / 10^decimals.
function decimal(p: usize, v: u64, decimals: i32): usize {
  const whole = v / power(decimals), n = countDigits(whole);
  digits(p, whole, n);
  store<u8>(p + n, 46);
  digits(p + n + 1, v - whole * power(decimals), decimals);
  return p + n + 1 + decimals;
}

let high: u64 = 0; // second result of multiply()
function multiply(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
  const low = a0 * b0, cross = a1 * b0 + (low >> 32), mid = a0 * b1 + (cross & 0xffffffff);
  high = a1 * b1 + (cross >> 32) + (mid >> 32);
  return (mid << 32) | (low & 0xffffffff);
}

// Floor of (hi, lo) / 2^s, 0 < s <= 64.
// @ts-ignore: decorator
@inline function shifted(hi: u64, lo: u64, s: u64): u64 { return s == 64 ? hi : (hi << (64 - s)) | (lo >> s); }
// @ts-ignore: decorator
@inline function divides(lo: u64, s: u64): bool { return s == 64 ? lo == 0 : (lo & ((<u64>1 << s) - 1)) == 0; }

// The shortest decimal that reads back as x, of several the nearest to x: Ryu's search, on exact 128-bit integers instead of tables because
// the range is small: x is no integer, 0.01 <= x < 1e15. In this range the ends of the interval that reads back as x have more decimals than
// some number inside it, so whether they belong to it does not matter; nor does the narrower interval of powers of two, which are short themselves.
function shortest(p: usize, x: f64): usize {
  const bits = reinterpret<u64>(x), m = (bits & 0xfffffffffffff) | 0x10000000000000, e = <i32>(bits >> 52) - 1075; // x = m 2^e
  let exponent = ((e + 52) * 1233) >> 12; // floor(log10 x), or one less
  if (x >= load<f64>(LIMITS + ((exponent + 3) << 3))) exponent++;
  // scaled to 18 digits the interval is wider than 10 units, so that at least one digit is dropped and decides the rounding
  const scale = 17 - exponent, s = <u64>(2 - e), unit = power(scale);
  const lo = multiply(m << 2, unit), hi = high, half = unit << 1, carry = unit >> 63; // half an ulp
  const topLow = lo + half, topHigh = hi + carry + (topLow < lo ? 1 : 0), bottomLow = lo - half, bottomHigh = hi - carry - (lo < half ? 1 : 0);
  let value = shifted(hi, lo, s), top = shifted(topHigh, topLow, s), bottom = shifted(bottomHigh, bottomLow, s);
  let exact = divides(lo, s), dropped = 0, last: u64 = 0;
  while (true) {
    const t = top / 10, b = bottom / 10;
    if (t <= b) break;
    exact = exact && last == 0;
    const v = value / 10;
    last = value - v * 10;
    value = v; top = t; bottom = b;
    dropped++;
  }
  if (value == bottom || last > 5 || (last == 5 && !(exact && (value & 1) == 0))) value++; // of two at the same distance the even one
  return decimal(p, value, scale - dropped);
}

/** Writes x to OUT as JavaScript prints it and returns the length; 0 = the host prints it (very large, very small, not finite). */
export function print(x: f64): i32 {
  let p: usize = OUT, y = x;
  if (x < 0) { y = -x; store<u8>(p, 45); p++; }
  if (!(y < 1e15)) return 0;
  if (y == floor(y)) {
    const v = <u64>y, n = countDigits(v);
    digits(p, v, n);
    return <i32>(p - OUT) + n;
  }
  if (y < 0.01) return 0;
  if (y < 1e9) for (let k = 1; k <= 3; k++) { // m / 10^k, correctly rounded, being y proves that m / 10^k is its shortest decimal
    const s = <f64>power(k), m = nearest(y * s);
    if (m / s == y) return <i32>(decimal(p, <u64>m, k) - OUT);
  }
  return <i32>(shortest(p, y) - OUT);
}
