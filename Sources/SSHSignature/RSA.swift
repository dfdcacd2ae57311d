/// RSA in libcrypto.
enum RSA {
  static func makePublicKey(exponent: [UInt8], modulus: [UInt8]) -> PKey? {
    guard let parameters = PKeyParameters.start("RSA") else { return nil }
    parameters.add(.n, number: modulus)
    parameters.add(.e, number: exponent)
    return parameters.makeKey(.publicKey)
  }

  /// Both halves; nil if libcrypto refuses or the numbers do not belong together.
  static func makeKeyPair(_ numbers: PrivateNumbers) -> PKey? {
    guard
      let crt = numbers.chineseRemainders(), let parameters = PKeyParameters.start("RSA")
    else { return nil }
    parameters.add(.n, number: numbers.n)
    parameters.add(.e, number: numbers.e)
    parameters.add(.d, number: numbers.d)
    parameters.add(.p, number: numbers.p)
    parameters.add(.q, number: numbers.q)
    parameters.add(.dp, number: crt.dp)
    parameters.add(.dq, number: crt.dq)
    parameters.add(.iqmp, number: numbers.iqmp)
    return parameters.makeKey(.keyPair)
  }

  /// An RSA key's numbers as openssh-key-v1 keeps them, most significant byte first.
  struct PrivateNumbers {
    /// The modulus.
    let n: [UInt8]
    /// The public exponent.
    let e: [UInt8]
    /// The private exponent.
    let d: [UInt8]
    /// The inverse of q modulo p.
    let iqmp: [UInt8]
    let p: [UInt8]
    let q: [UInt8]

    /// d modulo p − 1 and q − 1; nil unless n = p·q, e·d = 1 modulo both, and iqmp·q = 1 modulo p.
    ///
    /// That is the match between the two halves; whether p and q are prime is not looked at.
    func chineseRemainders() -> (dp: [UInt8], dq: [UInt8])? {
      guard
        let e = BigNumber(e), let d = BigNumber(d), let iqmp = BigNumber(iqmp),
        let p = BigNumber(p), let q = BigNumber(q),
        let product = p.times(q), product.magnitude == n,
        let p1 = p.predecessor, let q1 = q.predecessor,
        let ed = e.times(d),
        ed.remainder(dividingBy: p1)?.magnitude == [1],
        ed.remainder(dividingBy: q1)?.magnitude == [1],
        iqmp.times(q)?.remainder(dividingBy: p)?.magnitude == [1],
        let dp = d.remainder(dividingBy: p1), let dq = d.remainder(dividingBy: q1)
      else { return nil }
      return (dp.magnitude, dq.magnitude)
    }
  }
}
