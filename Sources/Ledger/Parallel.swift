internal import Dispatch
internal import Synchronization

/// Work spread over the cores.
public enum Parallel {
  /// Applies `body` to each item and answers the results in the items' order.
  ///
  /// - Parameters:
  ///   - items: What there is to do.
  ///   - batch: How many items a worker takes at a time.
  ///   - context: Makes what one worker keeps to itself, such as an open repository.
  ///   - body: What is done with each.
  /// - Throws: What `context` throws.
  /// - Returns: The results in the items' order.
  public static func map<Item: Sendable, Context, Output: Sendable>(
    _ items: [Item], atATime batch: Int = 16, context: @Sendable () throws -> Context,
    _ body: @Sendable (Context, Item) -> Output
  ) throws -> [Output] {
    guard items.count > batch else {
      guard !items.isEmpty else { return [] }
      let context = try context()
      return items.map { body(context, $0) }
    }
    let next = Atomic(0)
    let finished = Mutex<(parts: [(start: Int, outputs: [Output])], failure: (any Error)?)>(
      ([], nil))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      // Most of them find nothing left to do.
      guard next.load(ordering: .relaxed) < items.count else { return }
      do {
        let context = try context()
        while true {
          let start = next.wrappingAdd(batch, ordering: .relaxed).oldValue
          guard start < items.count else { return }
          let outputs = items[start..<min(start + batch, items.count)].map { body(context, $0) }
          finished.withLock { $0.parts.append((start, outputs)) }
        }
      } catch {
        finished.withLock { $0.failure = error }
      }
    }
    return try finished.withLock { state in
      if let failure = state.failure { throw failure }
      return state.parts.sorted { $0.start < $1.start }.flatMap(\.outputs)
    }
  }

  /// Applies `body` to each item and answers the results in the items' order.
  public static func map<Item: Sendable, Output: Sendable>(
    _ items: [Item], _ body: @Sendable (Item) -> Output
  ) -> [Output] {
    let outputs = try? map(items, context: {}, { _, item in body(item) })
    return outputs ?? []
  }

  /// As many as the kernel schedules on, which `concurrentPerform` limits to the cores.
  private static let workers = 64
}
