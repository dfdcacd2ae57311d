/// Has another program sign: `ssh-keygen -Y sign`, or what git's `gpg.ssh.program` names.
///
/// Starts no process itself.
public struct ExternalSigner: Sendable {
  /// Runs the signing program with arguments and standard input; gives its exit status, standard
  /// output and standard error.
  public typealias Run =
    @Sendable (_ arguments: [String], _ input: [UInt8]) throws -> (
      status: Int32, output: [UInt8], errors: [UInt8]
    )

  private let keyFile: String
  private let run: Run

  /// Signs with the key in a file: a private one, or a public one whose private half the agent has.
  public init(keyFile: String, run: @escaping Run) {
    self.keyFile = keyFile
    self.run = run
  }

  /// Has a message signed for a purpose.
  ///
  /// The signature is in the one form that ``Signature/init(armored:)`` admits, and has been
  /// checked. Which key it is by is for the caller to compare. Throws what `run` throws, or
  /// ``ExternalSignerError``.
  public func sign(_ message: [UInt8], namespace: String) throws -> Signature {
    let arguments = ["-Y", "sign", "-n", namespace, "-f", keyFile]
    let (status, output, errors) = try run(arguments, message)
    guard status == 0 else {
      throw ExternalSignerError.failed(
        status: status, errors: String(decoding: errors.prefix(4096), as: UTF8.self))
    }
    let signature: Signature
    do { signature = try Signature(unnormalizedArmor: output).normalized() } catch {
      throw ExternalSignerError.malformed(error.message)
    }
    switch signature.verify(message, namespace: namespace) {
    case .valid: return signature
    case .invalid(let reason): throw ExternalSignerError.malformed(reason)
    case .unsupported(let name):
      throw ExternalSignerError.malformed("signed with \(name), which is not supported")
    }
  }
}

/// Why a signing program has not made a signature.
public enum ExternalSignerError: Error, Equatable {
  /// It ended with another status than 0; the beginning of what it wrote to standard error.
  case failed(status: Int32, errors: String)
  /// What it wrote is not a signature over the message; why.
  case malformed(String)

  /// What happened, for a person: lower case, no full stop. May quote the program, in any
  /// characters.
  public var message: String {
    switch self {
    case .failed(let status, let errors):
      "the signing program ended with status \(status)"
        + (lastLine(of: errors).map { ": \($0)" } ?? "")
    case .malformed(let reason): "the signing program's output is no use: \(reason)"
    }
  }

  private func lastLine(of text: String) -> Substring? {
    text.split(whereSeparator: \.isNewline).last
  }
}
