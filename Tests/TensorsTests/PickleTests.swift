import Files
import Tensors
import TestSupport
import Testing

/// Hand-made pickles in the legacy container: what they build, and what they may not do.
@Suite struct PickleTests {
  private static let front: [UInt8] =
    [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
    + [0x80, 2, 0x4d, 0xe9, 3, 0x2e, 0x80, 2, 0x7d, 0x2e]

  /// Reads a checkpoint whose object is this pickle, with six scalars 0…5 in storage "k" behind it.
  private func checkpoint(_ pickle: [UInt8]) throws -> Checkpoint {
    let folder = try TemporaryFolder()
    let keys: [UInt8] = [0x5d, 0x58, 1, 0, 0, 0, 0x6b, 0x61, 0x2e]
    let scalars = (0..<6).flatMap { value in withUnsafeBytes(of: Float(value).bitPattern) { Array($0) } }
    let bytes = Self.front + pickle + keys + [6, 0, 0, 0, 0, 0, 0, 0] + scalars
    return try Checkpoint(path: folder.write(bytes, to: "hand.pth"))
  }

  /// A dictionary with the tensor `w`: a view of storage "k".
  private func tensorPickle(offset: String, shape: [Int], strides: [Int], count: Int = 6) -> [UInt8] {
    func tuple(_ values: [Int]) -> String { "(" + values.map { "I\($0)\n" }.joined() + "t" }
    return Array(
      ("}S'w'\nctorch._utils\n_rebuild_tensor\n((S'storage'\nctorch\nFloatStorage\nS'k'\nS'cpu'\nI\(count)\nNtQ"
        + "I\(offset)\n\(tuple(shape))\(tuple(strides))tRs.").utf8)
  }

  @Test func `A view of a storage is read`() throws {
    let sound = try checkpoint(tensorPickle(offset: "1", shape: [2, 2], strides: [1, 3]))
    #expect(try sound.float32("w") == Tensor(shape: [2, 2], scalars: [1, 4, 2, 5]))
  }

  @Test(arguments: [
    ("0", [7], [1]), ("1", [6], [1]), ("0", [2, 2], [1, 5]), ("-1", [2], [1]), ("0", [2], [-1]), ("0", [-2], [1]),
    ("9223372036854775807", [2], [1]), ("0", [2, 2], [9_223_372_036_854_775_807, 9_223_372_036_854_775_807]),
    ("0", [4_611_686_018_427_387_904, 4_611_686_018_427_387_904], [0, 0]), ("0", [1 << 40], [0]),
    ("0", [0, 1 << 62, 1 << 62], [1, 1, 1]), ("0", [2, 3], [3]), ("0", [1 << 24], [0]),
  ])
  func `A view that reaches beyond its storage, or repeats it without end, is refused`(
    offset: String, shape: [Int], strides: [Int]
  ) {
    expectError(naming: "at tensor w") {
      _ = try checkpoint(tensorPickle(offset: offset, shape: shape, strides: strides))
    }
  }

  @Test(arguments: [0, 5, 7, 1 << 40, Int.max])
  func `A storage whose count is not that of the file is refused`(count: Int) {
    expectError(naming: "the storage k of \(count) scalars claims 6") {
      _ = try checkpoint(tensorPickle(offset: "0", shape: [1], strides: [1], count: count))
    }
  }

  /// One container in another, again and again: freeing them must not recurse either.
  @Test(arguments: [[0x85], [0x86], [0x87], [UInt8(ascii: "t")], [UInt8(ascii: "a")], [UInt8(ascii: "s")]])
  func `Containers nested very deep are read`(instruction: [UInt8]) throws {
    let depth = 100_000
    let pickle: [UInt8] =
      switch instruction[0] {
      case 0x85: [UInt8(ascii: ")")] + [UInt8](repeating: 0x85, count: depth)
      case 0x86: [UInt8(ascii: ")")] + (0..<depth).flatMap { _ in [UInt8(ascii: "N"), 0x86] }
      case 0x87: [UInt8(ascii: ")")] + (0..<depth).flatMap { _ in [UInt8(ascii: "N"), UInt8(ascii: "N"), 0x87] }
      case UInt8(ascii: "t"):
        [UInt8](repeating: UInt8(ascii: "("), count: depth) + [UInt8](repeating: UInt8(ascii: "t"), count: depth)
      case UInt8(ascii: "a"):
        [UInt8](repeating: UInt8(ascii: "]"), count: depth) + [UInt8](repeating: UInt8(ascii: "a"), count: depth - 1)
      default:
        (0..<depth).flatMap { _ in Array("}N".utf8) } + Array("N".utf8)
          + [UInt8](repeating: UInt8(ascii: "s"), count: depth)
      }
    // Too deep to look for tensors in, which is said; or without names, which is no tensor.
    do {
      #expect(try checkpoint([UInt8(ascii: "}"), UInt8(ascii: "N")] + pickle + Array("s0}.".utf8)).names == [])
    } catch let error as FileError {
      #expect(error.kind == .badContent)
    }
  }

  @Test func `A list that holds itself is told of`() {
    expectError(naming: "again and again") { _ = try checkpoint(Array("]p0\ng0\na.".utf8)) }
  }

  @Test func `Lists that hold a list twice, forty times over, are told of`() {
    let layer = (1...40).map { "(lp\($0)\ng\($0 - 1)\nag\($0 - 1)\na" }.joined()
    expectError(naming: "again and again") { _ = try checkpoint(Array("(lp0\n\(layer).".utf8)) }
  }

  @Test func `A list that is copied again and again is refused`() {
    let list = "(" + String(repeating: "(NNt", count: 2000) + "lp0\n0"
    let copies = String(repeating: "ccollections\nOrderedDict\n(g0\ntR0", count: 1000)
    expectError(naming: "copies the same list") { _ = try checkpoint(Array("\(list)\(copies)}.".utf8)) }
  }

  @Test(arguments: [
    [0x8b, 0xff, 0xff, 0xff, 0x7f], [0x8a, 0xff], [0x58, 0xff, 0xff, 0xff, 0xff], [0x8d, 0, 0, 0, 0, 0, 0, 0, 0x80],
    [0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x96, 0, 0, 0, 0, 1, 0, 0, 0], [0x42, 0, 0, 0, 0x40],
    [0x54, 0xff, 0xff, 0xff, 0x7f], [0x95, 0, 0, 0, 0, 0, 1, 0, 0],
  ])
  func `A length beyond the end of the file is refused`(pickle: [UInt8]) {
    expectError(naming: "bytes are claimed but only") { _ = try checkpoint(pickle + [UInt8(ascii: ".")]) }
  }

  @Test(arguments: [
    "t.", "l.", "d.", ".", "R.", "NR.", "b.", "s.", "u.", "(u.", "a.", "0.", "1.", "2.", "q\u{1}.", "h\u{1}.",
    "g7\n.", "gx\n.", "px\n.", "Ix\n.", "Fx\n.", "S'a\n.", "(((.", "Q.", "o.", "~.", "\u{7f}.", "(N.", "((t",
  ])
  func `Instructions that make no sense are refused`(pickle: String) {
    expectError(naming: "hand.pth: ") { _ = try checkpoint(Array(pickle.utf8)) }
  }

  @Test(arguments: [
    "cos\nsystem\n(S'touch x'\ntR.", "(S'touch x'\nios\nsystem\n.", "(cos\nsystem\nS'touch x'\no.",
    "cposix\nsystem\nS'touch x'\nb.", "cbuiltins\neval\n(S'1/0'\ntR}S'a'\nI1\nsb.", "Panything\n.",
    "ctorch._utils\n_rebuild_tensor_v2\n(I1\ntR.", "ctorch._utils\n_rebuild_tensor_v2\n(NI0\n(I1\nt(I1\nttR.",
    "ctorch\nSize\n)R.", "ccollections\nOrderedDict\n(I7\ntR.", "ctorch._tensor\n_rebuild_from_type_v2\n(NNNtR.",
  ])
  func `Calls and classes that are unknown become placeholders`(pickle: String) throws {
    #expect(
      try checkpoint(Array("}S'a'\n\(pickle.dropLast())s0".utf8) + tensorPickle(offset: "0", shape: [6], strides: [1]))
        .names == ["w"])
  }
}
