internal import CLibcrypto

/// One of the three NIST curves that SSH uses (RFC 5656, section 10.1).
enum Curve: String, CaseIterable, Sendable {
  case p256 = "nistp256"
  case p384 = "nistp384"
  case p521 = "nistp521"

  /// The name of the key type: `ecdsa-sha2-nistp256`, …
  var algorithm: String { "ecdsa-sha2-\(rawValue)" }

  /// The bytes of one coordinate.
  var coordinateLength: Int {
    switch self {
    case .p256: 32
    case .p384: 48
    case .p521: 66
    }
  }

  /// The hash that goes with the curve (RFC 5656, section 6.2.1).
  var hash: HashFunction {
    switch self {
    case .p256: .sha256
    case .p384: .sha384
    case .p521: .sha512
    }
  }

  /// The name under which libcrypto knows the curve.
  var libcryptoName: String {
    switch self {
    case .p256: "prime256v1"
    case .p384: "secp384r1"
    case .p521: "secp521r1"
    }
  }

  /// The order n of the base point (SEC 2, sections 2.4.2, 2.5.1 and 2.6.1).
  var order: [UInt8] {
    switch self {
    case .p256: Self.order256
    case .p384: Self.order384
    case .p521: Self.order521
    }
  }

  /// Whether the bytes are a point of the curve, uncompressed: 4, x, y.
  ///
  /// True for any point of the right length if this libcrypto lacks the curve: such a key is
  /// unsupported, not malformed.
  func contains(_ point: [UInt8]) -> Bool {
    guard point.count == 1 + 2 * coordinateLength, point.first == 4 else { return false }
    guard let group = group else { return true }
    return Libcrypto.call {
      let candidate = EC_POINT_new(group)
      defer { EC_POINT_free(candidate) }
      return EC_POINT_oct2point(group, candidate, point, point.count, nil) == 1
    }
  }

  private static let order256 = words(
    0xffff_ffff_0000_0000, 0xffff_ffff_ffff_ffff, 0xbce6_faad_a717_9e84, 0xf3b9_cac2_fc63_2551)
  private static let order384 = words(
    0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0xc763_4d81_f437_2ddf,
    0x581a_0db2_48b0_a77a, 0xecec_196a_ccc5_2973)
  private static let order521 =
    [0x01, 0xff]
    + words(
      0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_fffa,
      0x5186_8783_bf2f_966b, 0x7fcc_0148_f709_a5d0, 0x3bb5_c9b8_899c_47ae, 0xbb6f_b71e_9138_6409)

  private static func words(_ words: UInt64...) -> [UInt8] {
    words.flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
  }

  private var group: OpaquePointer? {
    switch self {
    case .p256: Group.p256.pointer
    case .p384: Group.p384.pointer
    case .p521: Group.p521.pointer
    }
  }

  // Never freed, never changed: safe to share between threads.
  private struct Group: @unchecked Sendable {
    let pointer: OpaquePointer?

    static let p256 = Group(NID_X9_62_prime256v1)
    static let p384 = Group(NID_secp384r1)
    static let p521 = Group(NID_secp521r1)

    private init(_ identifier: Int32) {
      pointer = Libcrypto.call { EC_GROUP_new_by_curve_name(identifier) }
    }
  }
}
