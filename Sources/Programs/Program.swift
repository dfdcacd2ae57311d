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
    case other(String)

    /// The cause, for people.
    public var message: String {
      switch self {
      case .notFound(let name): "\(name) is not installed"
      case .timedOut(let name): "\(name) did not end in time"
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
  ///   - limit: After this time it and its children are ended. Such a program gets a process group
  ///     of its own and so cannot ask at the terminal.
  /// - Throws: ``Failure``.
  /// - Returns: What it left, whatever its exit status.
  public func run(
    _ arguments: [String], in directory: String? = nil, input: [UInt8] = [],
    limit: Duration? = nil
  ) throws(Failure) -> Outcome {
    try wait { await outcome(arguments, directory, input, limit) }
  }

  /// Runs the program and hands over what it prints as it comes.
  ///
  /// - Parameters:
  ///   - arguments: What follows the program's name.
  ///   - input: What it reads from standard input.
  ///   - silence: After this time without output it and its children are ended.
  ///   - consume: Takes what was printed next, and answers whether to go on; if not, the program is
  ///     ended.
  /// - Throws: ``Failure``.
  /// - Returns: Its exit status. What it says on standard error is lost.
  public func run(
    _ arguments: [String], input: [UInt8], silence: Duration,
    _ consume: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool
  ) throws(Failure) -> Int32 {
    try wait {
      let words = WordCount()
      return await withTaskGroup(of: Result<Int32, Failure>?.self) { group in
        group.addTask { await self.stream(arguments, input, words, consume) }
        group.addTask {
          var heard = -1
          while !Task.isCancelled {
            let count = words.value.load(ordering: .relaxed)
            guard count != heard else { break }
            heard = count
            try? await Task.sleep(for: silence)
          }
          return nil
        }
        let first = await group.next() ?? nil
        group.cancelAll()
        return first ?? .failure(.timedOut(name))
      }
    }
  }

  /// Waits for what other threads do.
  private func wait<Value: Sendable>(
    _ body: @escaping @Sendable () async -> Result<Value, Failure>
  ) throws(Failure) -> Value {
    let result = Mutex<Result<Value, Failure>?>(nil)
    let finished = DispatchSemaphore(value: 0)
    Task.detached {
      let outcome = await body()
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
    return await withTaskGroup(of: Result<Outcome, Failure>?.self) { group in
      group.addTask { await self.start(arguments, directory, input, ownGroup: true) }
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
    await attempt {
      let input = try InputFile(input)
      // Kept until the program has ended.
      defer { withExtendedLifetime(input) {} }
      let result = try await Subprocess.run(
        configuration(arguments, directory, ownGroup: ownGroup),
        input: .fileDescriptor(input.descriptor, closeAfterSpawningProcess: false),
        output: .bytes(limit: Self.outputLimit), error: .bytes(limit: Self.outputLimit))
      return Outcome(
        status: Self.status(result.terminationStatus), output: result.standardOutput,
        errors: result.standardError)
    }
  }

  private func stream(
    _ arguments: [String], _ input: [UInt8], _ words: WordCount,
    _ consume: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool
  ) async -> Result<Int32, Failure> {
    await attempt {
      let input = try InputFile(input)
      defer { withExtendedLifetime(input) {} }
      let configuration = configuration(arguments, nil, ownGroup: true)
      let result = try await Subprocess.run(
        configuration,
        input: .fileDescriptor(input.descriptor, closeAfterSpawningProcess: false),
        output: .sequence, error: .discarded
      ) { execution in
        for try await bytes in execution.standardOutput {
          words.value.wrappingAdd(1, ordering: .relaxed)
          guard !bytes.withUnsafeBytes(consume) else { continue }
          await execution.teardown(using: configuration.platformOptions.teardownSequence)
          break
        }
      }
      return Self.status(result.terminationStatus)
    }
  }

  private func configuration(
    _ arguments: [String], _ directory: String?, ownGroup: Bool
  ) -> Configuration {
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
    return Configuration(
      executable: name.contains("/") ? .path(.init(name)) : .name(name),
      arguments: Arguments(arguments), environment: .inherit.updating(updates),
      workingDirectory: directory.map { .init($0) }, platformOptions: options)
  }

  private static func status(_ status: TerminationStatus) -> Int32 {
    switch status {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    }
  }

  private func attempt<Value: Sendable>(
    _ body: () async throws -> Value
  ) async -> Result<Value, Failure> {
    do { return .success(try await body()) } catch let failure as Failure {
      return .failure(failure)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      return .failure(.notFound(name))
    } catch {
      return .failure(.other("\(name): \(error)"))
    }
  }
}

/// How many pieces of output a program has left.
private final class WordCount: Sendable {
  let value = Atomic(0)
}
