import SSHSignature

/// ssh-keygen, whose word counts in these tests.
struct Keygen {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The kinds of keys that need no hardware, as arguments of ssh-keygen.
  static let kinds: [[String]] = [
    ["-t", "ed25519"],
    ["-t", "ecdsa", "-b", "256"],
    ["-t", "ecdsa", "-b", "384"],
    ["-t", "ecdsa", "-b", "521"],
    ["-t", "rsa", "-b", "1024"],
    ["-t", "rsa", "-b", "3072"],
  ]

  static let namespace = "relay-ledger-v1"
  static let principal = "ana@example.com"

  /// Makes a key; gives the path of its private half.
  @discardableResult
  func make(_ kind: [String], name: String = "key", passphrase: String = "") throws -> String {
    let path = folder.path(name)
    try Tool.succeed(
      "ssh-keygen", ["-q", "-N", passphrase, "-C", "a test's key", "-f", path] + kind, in: folder)
    return path
  }

  func privateKey(_ name: String = "key") throws -> PrivateKey {
    guard case .unencrypted(let key) = try PrivateKeyFile.parse(try folder.read(name)) else {
      throw SetupError("\(name) is encrypted")
    }
    return key
  }

  func publicKey(_ name: String = "key.pub") throws -> PublicKey {
    try PublicKey(line: String(decoding: try folder.read(name), as: UTF8.self))
  }

  /// The armored signature that ssh-keygen makes.
  func sign(
    _ message: [UInt8], key: String = "key", options: [String] = [],
    environment: [String: String] = [:]
  ) throws -> [UInt8] {
    try Tool.succeed(
      "ssh-keygen", ["-Y", "sign", "-n", Self.namespace, "-f", folder.path(key)] + options,
      input: message, in: folder, environment: environment
    ).output
  }

  /// What `ssh-keygen -Y verify` says of a signature, the key being allowed.
  func verify(
    _ signature: [UInt8], of message: [UInt8], by key: PublicKey, principal: String = principal,
    namespace: String = namespace
  ) throws -> Bool {
    let line = try AllowedSigners.line(
      principal: principal, key: key, namespaces: [namespace, "another"])
    let number = UInt64.random(in: 0...UInt64.max)
    let allowed = try folder.write("allowed-\(number)", line + "\n")
    let file = try folder.write("sig-\(number)", signature)
    let output = try Tool.run(
      "ssh-keygen",
      ["-Y", "verify", "-f", allowed, "-I", principal, "-n", namespace, "-s", file],
      input: message, in: folder)
    return output.status == 0
  }
}
