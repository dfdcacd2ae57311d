extension String {
  /// How often a text occurs.
  func count(of text: String) -> Int {
    // Bytes: searching by characters takes minutes in megabytes.
    let whole = Array(utf8)
    let part = Array(text.utf8)
    var count = 0
    var position = 0
    while position + part.count <= whole.count {
      if whole[position] == part[0], whole[position..<position + part.count].elementsEqual(part) {
        count += 1
        position += part.count
      } else {
        position += 1
      }
    }
    return count
  }
}
