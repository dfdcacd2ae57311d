/// A file to set in a tree.
public struct TreeUpdate: Sendable {
  // Bytes: the tree to change may hold names that are not UTF-8, and keeps them.
  fileprivate let path: ArraySlice<[UInt8]>

  /// The file to put there; `nil` removes the path.
  public let blob: ObjectID?

  /// Makes an update of a path such as `records/3f/a9/3fa9.relay`.
  public init(path: String, blob: ObjectID?) {
    self.init(path: Array(path.utf8), blob: blob)
  }

  /// Makes an update of a path whose names may be any bytes.
  public init(path: [UInt8], blob: ObjectID?) {
    self.init(path: path.split(separator: UInt8(ascii: "/")).map(Array.init)[...], blob: blob)
  }

  fileprivate init(path: ArraySlice<[UInt8]>, blob: ObjectID?) {
    self.path = path
    self.blob = blob
  }
}

extension Repository {
  /// Writes a tree that differs from another in some paths, and answers its id.
  ///
  /// Only the folders on those paths are read and written. A folder that becomes empty goes.
  ///
  /// Without a `base` the tree differs from the empty one.
  public func writeTree(
    from base: ObjectID?, updates: [TreeUpdate]
  ) throws(GitError) -> ObjectID {
    var entries: [[UInt8]: TreeEntry] = [:]
    if let base {
      for (name, entry) in try self.entries(of: base) {
        entries[name] = entry
      }
    }
    var folders: [[UInt8]: [TreeUpdate]] = [:]
    for update in updates {
      guard let name = update.path.first else { continue }
      if update.path.count > 1 {
        folders[name, default: []].append(
          TreeUpdate(path: update.path.dropFirst(), blob: update.blob))
      } else {
        entries[name] = update.blob.map { TreeEntry(id: $0, mode: TreeEntry.Mode.file) }
      }
    }
    for (name, updates) in folders {
      let old = entries[name].flatMap { $0.kind == TreeEntry.Mode.folder ? $0.id : nil }
      let new = try writeTree(from: old, updates: updates)
      let isEmpty = new == Self.emptyTree
      entries[name] = isEmpty ? nil : TreeEntry(id: new, mode: TreeEntry.Mode.folder)
    }
    return try write(.tree, Self.serialize(entries))
  }

  /// The id of the tree without entries.
  private static var emptyTree: ObjectID? {
    ObjectID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
  }

  /// `mode SP name NUL id`, sorted as if the names of folders ended in a slash.
  private static func serialize(_ entries: [[UInt8]: TreeEntry]) -> [UInt8] {
    let keyed = entries.map { name, entry in
      let slash = entry.kind == TreeEntry.Mode.folder ? [UInt8(ascii: "/")] : []
      return (key: name + slash, name: name, entry: entry)
    }
    var bytes: [UInt8] = []
    for (_, name, entry) in keyed.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      bytes += Array("\(String(entry.mode, radix: 8)) ".utf8) + name
      bytes.append(0)
      bytes += entry.id.bytes
    }
    return bytes
  }

  /// Writes a commit by nobody in particular and answers its id.
  ///
  /// `identity` is `Name <mail>` for author and committer; `time` is in seconds since 1970.
  public func writeCommit(
    tree: ObjectID, parents: [ObjectID], identity: String, time: Int64, message: String
  ) throws(GitError) -> ObjectID {
    var text = "tree \(tree)\n"
    for parent in parents { text += "parent \(parent)\n" }
    text += "author \(identity) \(time) +0000\ncommitter \(identity) \(time) +0000\n\n\(message)"
    return try write(.commit, Array(text.utf8))
  }
}
