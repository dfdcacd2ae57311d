import SSHSignature
import Testing

/// What people read: lower case, no full stop, one line.
@Suite struct MessageTests {
  @Test(arguments: [
    (KeyError.malformed("not a key").message, "not a key"),
    (KeyError.unsupported("ssh-dss").message, "ssh-dss is not supported"),
    (KeyError.encrypted.message, "the key file needs a passphrase"),
    (KeyError.failed("sign").message, "libcrypto could not sign"),
    (SignatureError.malformed("not a signature").message, "not a signature"),
    (
      SignatureError.highS.message,
      "the ECDSA signature has the greater of its two values of s"
    ),
    (
      AgentError.unreachable("no such file or directory").message,
      "the agent can't be reached: no such file or directory"
    ),
    (AgentError.timedOut.message, "the agent did not answer in time"),
    (
      AgentError.refused.message,
      "the agent refused: it is locked, lacks the key, or its owner said no"
    ),
    (AgentError.malformed("cut short").message, "the agent is no help: cut short"),
    (
      ExternalSignerError.failed(status: 255, errors: "one\ntwo\n").message,
      "the signing program ended with status 255: two"
    ),
    (
      ExternalSignerError.failed(status: 1, errors: "").message,
      "the signing program ended with status 1"
    ),
    (
      ExternalSignerError.malformed("cut short").message,
      "the signing program's output is no use: cut short"
    ),
  ])
  func errors(message: String, expected: String) {
    #expect(message == expected)
  }

  @Test func namesTheLibrary() {
    #expect(Libcrypto.version.hasPrefix("OpenSSL 3"))
  }
}
