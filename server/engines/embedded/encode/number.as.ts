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
// the range is small. x is no integer and no power of two, 0.01 <= x < 1e15.
function shortest(p: usize, x: f64): usize {
  const bits = reinterpret<u64>(x), m = (bits & 0xfffffffffffff) | 0x10000000000000, e = <i32>(bits >> 52) - 1075; // x = m 2^e
  let exponent = ((e + 52) * 1233) >> 12; // floor(log10 x), or one less
  if (x >= load<f64>(LIMITS + ((exponent + 3) << 3))) exponent++;
  // scaled to 18 digits, the numbers that read back as x span more than 10 units, so that at least one digit is dropped and decides the rounding
  const scale = 17 - exponent, s = <u64>(2 - e), unit = power(scale), even = (m & 1) == 0;
  const lo = multiply(m << 2, unit), hi = high, half = unit << 1, carry = unit >> 63; // half an ulp = 2 units of 10^scale
  let value = shifted(hi, lo, s), exact = divides(lo, s);
  const topLow = lo + half, topHigh = hi + carry + (topLow < lo ? 1 : 0);
  let top = shifted(topHigh, topLow, s);
  if (!even && divides(topLow, s)) top--; // the ends read back as x only if x is even
  const bottomLow = lo - half, bottomHigh = hi - carry - (lo < half ? 1 : 0);
  let bottom = shifted(bottomHigh, bottomLow, s), bottomExact = even && divides(bottomLow, s);
  let dropped = 0, last: u64 = 0;
  while (true) {
    const t = top / 10, b = bottom / 10;
    if (t <= b) break;
    const v = value / 10;
    bottomExact = bottomExact && bottom == b * 10;
    exact = exact && last == 0;
    last = value - v * 10;
    value = v; top = t; bottom = b;
    dropped++;
  }
  if (bottomExact) while (bottom % 10 == 0) {
    exact = exact && last == 0;
    last = value % 10;
    value /= 10; bottom /= 10;
    dropped++;
  }
  if (exact && last == 5 && (value & 1) == 0) last = 4;
  if ((value == bottom && !bottomExact) || last >= 5) value++;
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
  if (y < 0.01 || (reinterpret<u64>(y) & 0xfffffffffffff) == 0) return 0;
  if (y < 1e9) for (let k = 1; k <= 3; k++) { // m / 10^k, correctly rounded, being y proves that m / 10^k is its shortest decimal
    const s = <f64>power(k), m = nearest(y * s);
    if (m / s == y) return <i32>(decimal(p, <u64>m, k) - OUT);
  }
  return <i32>(shortest(p, y) - OUT);
}
