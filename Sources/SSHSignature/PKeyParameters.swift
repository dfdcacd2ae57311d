internal import CLibcrypto

/// Makes a ``PKey`` from its numbers (`EVP_PKEY_fromdata`).
final class PKeyParameters {
  private let builder: OpaquePointer
  private let type: String
  private var isComplete = true
  // The builder keeps pointers to what it is given.
  private var numbers: [BigNumber] = []
  private var strings: [UnsafeMutableBufferPointer<UInt8>] = []

  private init(takingOwnershipOf builder: OpaquePointer, type: String) {
    self.builder = builder
    self.type = type
  }

  deinit {
    OSSL_PARAM_BLD_free(builder)
    for string in strings { string.deallocate() }
  }

  /// Starts a key of libcrypto's type `RSA` or `EC`; nil if there is no memory.
  static func start(_ type: String) -> PKeyParameters? {
    Libcrypto.call { OSSL_PARAM_BLD_new() }
      .map { PKeyParameters(takingOwnershipOf: $0, type: type) }
  }

  /// Adds a number, given by its bytes, most significant first.
  func add(_ name: Name, number: [UInt8]) {
    guard let number = BigNumber(number) else {
      isComplete = false
      return
    }
    numbers.append(number)
    push { number.withUnsafePointer { OSSL_PARAM_BLD_push_BN(self.builder, name.pointer, $0) } }
  }

  /// Adds bytes, such as a point.
  func add(_ name: Name, bytes: [UInt8]) {
    let copy = copy(bytes)
    push {
      OSSL_PARAM_BLD_push_octet_string(self.builder, name.pointer, copy.baseAddress, copy.count)
    }
  }

  /// Adds a text, such as the name of a curve.
  func add(_ name: Name, text: String) {
    let copy = copy(Array(text.utf8))
    push {
      copy.withMemoryRebound(to: CChar.self) {
        OSSL_PARAM_BLD_push_utf8_string(self.builder, name.pointer, $0.baseAddress, $0.count)
      }
    }
  }

  /// The key; nil if libcrypto has no such algorithm or refuses the numbers.
  func makeKey(_ half: Half) -> PKey? {
    guard isComplete else { return nil }
    return withExtendedLifetime(self) {
      Libcrypto.call { () -> OpaquePointer? in
        guard let parameters = OSSL_PARAM_BLD_to_param(builder) else { return nil }
        defer { OSSL_PARAM_free(parameters) }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard
          EVP_PKEY_fromdata_init(context) == 1,
          EVP_PKEY_fromdata(context, &key, half.selection, parameters) == 1
        else {
          EVP_PKEY_free(key)
          return nil
        }
        return key
      }
    }.map(PKey.init(takingOwnershipOf:))
  }

  private func push(_ body: () -> Int32) {
    let status = Libcrypto.call(body)
    isComplete = isComplete && status == 1
  }

  private func copy(_ bytes: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    strings.append(copy)
    return copy
  }

  /// Which half of a key the numbers make.
  enum Half {
    case publicKey, keyPair

    fileprivate var selection: Int32 {
      switch self {
      case .publicKey: relay_selection_public_key()
      case .keyPair: relay_selection_key_pair()
      }
    }
  }

  /// libcrypto's name of a parameter, as listed in its manual pages EVP_PKEY-RSA and EVP_PKEY-EC.
  ///
  /// A literal, since libcrypto keeps the pointer; its header's macros would import as `String`.
  struct Name {
    private let text: StaticString

    private init(_ text: StaticString) { self.text = text }

    /// The name with its NUL, which stays where it is.
    var pointer: UnsafePointer<CChar> {
      UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    static var group: Name { Name("group") }
    static var point: Name { Name("pub") }
    static var pointX: Name { Name("qx") }
    static var pointY: Name { Name("qy") }
    static var privateNumber: Name { Name("priv") }

    static var n: Name { Name("n") }
    static var e: Name { Name("e") }
    static var d: Name { Name("d") }
    static var p: Name { Name("rsa-factor1") }
    static var q: Name { Name("rsa-factor2") }
    static var dp: Name { Name("rsa-exponent1") }
    static var dq: Name { Name("rsa-exponent2") }
    static var iqmp: Name { Name("rsa-coefficient1") }
  }
}
