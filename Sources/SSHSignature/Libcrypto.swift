internal import CLibcrypto

/// OpenSSL's libcrypto as this module uses it: without its configuration file, with a clean error
/// queue.
public enum Libcrypto {
  /// The version of the library that is loaded, as it names itself: `OpenSSL 3.0.19 27 Jan 2026`.
  public static var version: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }

  /// Runs calls into libcrypto between two clearings of this thread's error queue.
  ///
  /// What an earlier caller left there can't be taken for this call's error, and nothing is left
  /// for a later one. The queue's texts are not used: each caller knows better what has failed.
  static func call<Result: ~Copyable, Failure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    _ = started
    ERR_clear_error()
    defer { ERR_clear_error() }
    return try body()
  }

  // Once a process, before anything else: a later start can't undo what openssl.cnf has set up.
  private static let started = relay_start_libcrypto() == 1
}
