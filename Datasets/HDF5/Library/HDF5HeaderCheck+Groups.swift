/// Trees, and the groups that are kept in them.
extension HDF5HeaderCheck {
  /// More nodes than any recording has; what lies after is left to the library.
  private static let mostNodes = 1 << 14

  /// Whether a group's names and objects lie in the file.
  func isGroup(_ content: [UInt8]) throws -> Bool {
    let (address, length) = (superblock.addressBytes, superblock.lengthBytes)
    guard content.count >= 2 * address else { return false }
    let (tree, heap) = (content[..<address].littleEndianNumber, content[address..<2 * address].littleEndianNumber)
    let dataPlace = 8 + 2 * length
    guard let head = try bytes(at: heap, count: UInt64(dataPlace + address)), head.starts(with: Array("HEAP".utf8))
    else { return false }
    let count = head[8..<8 + length].littleEndianNumber
    let start = head[dataPlace..<dataPlace + address].littleEndianNumber
    // The last byte of the memory that holds the names ends the last of them.
    guard count > 0, count <= UInt64(file.byteCount), isPlace(start),
      let last = try bytes(at: start &+ (count - 1), count: 1), last[0] == 0
    else {
      return false
    }
    let firstFree = head[8 + length..<dataPlace].littleEndianNumber
    guard try endsFreeList(from: firstFree, in: start, count: count) else { return false }
    return try isTree(tree, keyBytes: length) { try isLeaf($0, nameBytes: count) }
  }

  /// Whether the list of a heap's free parts ends; one that runs in a circle takes all memory there is.
  private func endsFreeList(from first: UInt64, in start: UInt64, count: UInt64) throws -> Bool {
    let end: UInt64 = 1
    let partBytes = UInt64(2 * superblock.lengthBytes)
    var next = first
    for _ in 0...(count / partBytes) {
      if next == end { return true }
      guard count >= partBytes, next <= count - partBytes, let part = try bytes(at: start &+ next, count: partBytes)
      else { return false }
      next = part[..<superblock.lengthBytes].littleEndianNumber
    }
    return false
  }

  /// Whether the addresses in a tree of the first version are places in the file, and none of its nodes comes twice.
  func isTree(_ root: UInt64, keyBytes: Int, isLeaf: (UInt64) throws -> Bool) throws -> Bool {
    var nodes = [root]
    var seen: Set<UInt64> = [root]
    var next = 0
    let address = superblock.addressBytes
    while next < nodes.count, next < Self.mostNodes {
      let node = nodes[next]
      next += 1
      let headBytes = UInt64(8 + 2 * address)
      guard isPlace(node), let head = try bytes(at: node, count: headBytes), head.starts(with: Array("TREE".utf8))
      else { return false }
      let count = Int(head[6..<8].littleEndianNumber)
      guard let entries = try bytes(at: node + headBytes, count: UInt64(count * (keyBytes + address))) else {
        return false
      }
      for entry in 0..<count {
        let place = entry * (keyBytes + address) + keyBytes
        let child = entries[place..<place + address].littleEndianNumber
        if head[5] > 0 {
          guard seen.insert(child).inserted else { return false }
          nodes.append(child)
        } else if try !isLeaf(child) {
          return false
        }
      }
    }
    return true
  }

  /// Whether the entries of a leaf of a group name objects in the file.
  private func isLeaf(_ leaf: UInt64, nameBytes: UInt64) throws -> Bool {
    let address = superblock.addressBytes
    let entryBytes = 2 * address + 24
    guard isPlace(leaf), let head = try bytes(at: leaf, count: 8), head.starts(with: Array("SNOD".utf8)) else {
      return false
    }
    let count = Int(head[6..<8].littleEndianNumber)
    guard let entries = try bytes(at: leaf + 8, count: UInt64(count * entryBytes)) else { return false }
    return stride(from: 0, to: count * entryBytes, by: entryBytes).allSatisfy { start in
      func number(_ offset: Int, _ bytes: Int) -> UInt64 {
        entries[start + offset..<start + offset + bytes].littleEndianNumber
      }
      guard number(0, address) < nameBytes else { return false }
      let scratch = 2 * address + 8
      switch number(2 * address, 4) {
      case 2: return number(scratch, 4) < nameBytes
      case 1:
        return isPlace(number(address, address)) && isPlace(number(scratch, address))
          && isPlace(number(scratch + address, address))
      default: return isPlace(number(address, address))
      }
    }
  }
}
