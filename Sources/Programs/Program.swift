internal import Dispatch
internal import Subprocess
internal import Synchronization
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Runs other programs: `git`, `ssh-keygen` and what settings name in their place.
public struct Program: Sendable {
  /// What a finished program left.
  public struct Outcome: Sendable {
    /// The exit status; 128 plus the signal's number if a signal ended it.
    public let status: Int32
    public let output: [UInt8]
    public let errors: [UInt8]
  }

  /// Why a program could not be run to its end.
  public enum Failure: Error, Equatable, Sendable {
    case notFound(String)
    case timedOut(String)
    /// It printed more than is read of one.
    case tooMuch(String)
    case other(String)

    /// The cause, for people.
    public var message: String {
      switch self {
      case .notFound(let name): "\(name) is not installed"
      case .timedOut(let name): "\(name) did not end in time"
      case .tooMuch(let name): "\(name) printed too much"
      case .other(let reason): reason
      }
    }
  }

  /// A name to look up in PATH, or a path.
  public let name: String

  /// Variables to set, or with `nil` to remove, in the inherited environment.
  public let environment: [String: String?]

  /// Describes a program.
  public init(_ name: String, environment: [String: String?] = [:]) {
    self.name = name
    self.environment = environment
  }

  /// With this in its environment git reads no settings but those of the repository that it works
  /// on.
  public static let withoutGitSettings: [String: String?] = [
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_COUNT": nil, "GIT_CONFIG_PARAMETERS": nil,
  ]

  /// What programs find in a variable that is not set for them; `nil` if it is unset.
  public static func inherited(_ variable: String) -> String? {
    getenv(variable).map { String(cString: $0) }
  }

  /// The most that is read of what a program prints, in bytes.
  private static let outputLimit = 64 << 20

  /// Runs the program and waits for it.
  ///
  /// - Parameters:
  ///   - arguments: What follows the program's name.
  ///   - directory: Where it starts; `nil` for the current folder.
  ///   - input: What it reads from standard input.
  ///   - limit: After this time it and its children are ended, and when this process is told to
  ///     end. Such a program gets a process group of its own and so cannot ask at the terminal.
  /// - Throws: ``Failure``.
  /// - Returns: What it left, whatever its exit status.
  public func run(
    _ arguments: [String], in directory: String? = nil, input: [UInt8] = [],
    limit: Duration? = nil
  ) throws(Failure) -> Outcome {
    let result = Mutex<Result<Outcome, Failure>?>(nil)
    let finished = DispatchSemaphore(value: 0)
    Task.detached {
      let outcome = await self.outcome(arguments, directory, input, limit)
      result.withLock { $0 = outcome }
      finished.signal()
    }
    finished.wait()
    guard let outcome = result.withLock({ $0 }) else { throw .other("\(name) left no outcome") }
    return try outcome.get()
  }

  private func outcome(
    _ arguments: [String], _ directory: String?, _ input: [UInt8], _ limit: Duration?
  ) async -> Result<Outcome, Failure> {
    guard let limit else { return await start(arguments, directory, input, ownGroup: false) }
    Interruption.begin()
    defer { Interruption.end() }
    return await withTaskGroup(of: Result<Outcome, Failure>?.self) { group in
      group.addTask { await self.start(arguments, directory, input, ownGroup: true) }
      group.addTask {
        await Interruption.wait()
        return nil
      }
      group.addTask {
        try? await Task.sleep(for: limit)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first ?? .failure(.timedOut(name))
    }
  }

  private func start(
    _ arguments: [String], _ directory: String?, _ input: [UInt8], ownGroup: Bool
  ) async -> Result<Outcome, Failure> {
    var updates: [Environment.Key: String?] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { updates[key] = .some(value) }
    }
    var options = PlatformOptions()
    if ownGroup {
      options.processGroupID = 0
      options.teardownSequence = [
        .send(
          signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(50)),
        .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(50)),
      ]
    }
    do {
      let input = try InputFile(input)
      // Kept until the program has ended.
      defer { withExtendedLifetime(input) {} }
      let result = try await Subprocess.run(
        name.contains("/") ? .path(.init(name)) : .name(name), arguments: Arguments(arguments),
        environment: .inherit.updating(updates), workingDirectory: directory.map { .init($0) },
        platformOptions: options,
        input: .fileDescriptor(input.descriptor, closeAfterSpawningProcess: false),
        output: .bytes(limit: Self.outputLimit), error: .bytes(limit: Self.outputLimit))
      let status: Int32
      switch result.terminationStatus {
      case .exited(let code): status = code
      case .signaled(let signal): status = 128 + signal
      }
      return .success(
        Outcome(status: status, output: result.standardOutput, errors: result.standardError))
    } catch let failure as Failure {
      return .failure(failure)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      return .failure(.notFound(name))
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      return .failure(.tooMuch(name))
    } catch {
      return .failure(.other("\(name): \(error)"))
    }
  }
}
