/// Attributes that lie in a header.
extension HDF5HeaderCheck {
  /// An attribute whose parts lie in its message.
  struct Attribute {
    var name: String
    /// The class of its type, as files number them; nil where other objects share the type.
    var typeClass: UInt8?
    /// The elements.
    var count: UInt64
    /// What is stored, and bytes that may follow.
    var value: [UInt8]
  }

  private static let variableLengthClass: UInt8 = 9

  /// What an attribute's message says; nil where its name, type, shape and value do not all lie in it.
  func attribute(_ content: [UInt8]) -> Attribute? {
    let prefixBytes = content.first == 3 ? 9 : 8
    guard content.count >= prefixBytes else { return nil }
    let sizes = [2, 4, 6].map { Int(content[$0..<$0 + 2].littleEndianNumber) }
    // Only the first version fills up to multiples of 8.
    let filled = content[0] == 1 ? sizes.map { ($0 + 7) / 8 * 8 } : sizes
    let (typeStart, spaceStart) = (prefixBytes + filled[0], prefixBytes + filled[0] + filled[1])
    let valueStart = spaceStart + filled[2]
    guard valueStart <= content.count, sizes[0] > 0 else { return nil }
    var attribute = Attribute(
      name: String(decoding: content[prefixBytes..<prefixBytes + sizes[0]].prefix { $0 != 0 }, as: UTF8.self),
      typeClass: nil, count: 0, value: Array(content[valueStart...]))
    // A type or a shape that other objects share is not here.
    if content[0] > 1 && content[1] != 0 { return attribute }
    guard sizes[1] >= 8, let count = elementCount(Array(content[spaceStart..<valueStart])) else { return nil }
    let (bytes, overflow) = content[typeStart + 4..<typeStart + 8].littleEndianNumber.multipliedReportingOverflow(
      by: count)
    guard !overflow, bytes <= UInt64(content.count - valueStart) else { return nil }
    attribute.typeClass = content[typeStart] & 0xF
    attribute.count = count
    return attribute
  }

  /// Whether the texts or lists of any length that an attribute refers to lie in a heap of the file, as long as it says.
  func hasItsTexts(_ attribute: Attribute) throws -> Bool {
    guard attribute.typeClass == Self.variableLengthClass else { return true }
    let heap = HDF5HeapReader(file: file, superblock: superblock)
    let elementBytes = 4 + heap.referenceBytes
    guard attribute.count <= UInt64(attribute.value.count / elementBytes) else { return false }
    for index in 0..<Int(attribute.count) {
      let element = attribute.value[(index * elementBytes)..<((index + 1) * elementBytes)]
      let length = Int(element.prefix(4).littleEndianNumber)
      if length == 0 { continue }
      guard let content = try heap.bytes(element.dropFirst(4)), content.count >= length else { return false }
    }
    return true
  }

  /// The text of any length in an attribute of one element of the header at an address; nil where there is none. It is
  /// read here: the library copies as many bytes as the heap of the file claims that a text has.
  func variableText(_ name: String, at address: UInt64) throws -> String? {
    for message in try messages(at: address) where message.kind == .attribute && !message.isShared {
      guard let found = attribute(message.content), found.name == name, found.count == 1,
        found.typeClass == Self.variableLengthClass
      else { continue }
      let heap = HDF5HeapReader(file: file, superblock: superblock)
      guard found.value.count >= 4 + heap.referenceBytes else { return nil }
      let length = Int(found.value[..<4].littleEndianNumber)
      guard let text = try heap.bytes(found.value[4...]), text.count >= length else { return nil }
      return String(decoding: text.prefix(length).prefix { $0 != 0 }, as: UTF8.self)
    }
    return nil
  }
}
