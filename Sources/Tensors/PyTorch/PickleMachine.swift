/// Reads pickles of protocols 0 to 5: a closed little machine.
///
/// It builds numbers, strings, containers and descriptions of tensors. For any class or function that it does not know
/// it puts in an inert placeholder; it never looks one up and never runs anything. Every instruction pushes at most
/// one value and makes at most one object, so that memory stays within a constant times the bytes read, and nothing
/// here recurses.
struct PickleMachine {
  var heap = PickleHeap()
  var reader: ByteReader
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// How many values may still be copied out of shared lists.
  var copyAllowance: Int

  init(_ reader: ByteReader) {
    self.reader = reader
    copyAllowance = reader.remaining
  }

  /// Runs to the end of one pickle and gives its value. The reader stands behind it then.
  mutating func load() throws -> PickleValue {
    stack = []
    marks = []
    memo = [:]
    while true {
      let opcode = try reader.byte()
      if opcode == UInt8(ascii: ".") { return try pop() }
      guard try number(opcode) || text(opcode) || container(opcode) || object(opcode) || bookkeeping(opcode) else {
        throw reader.damage("a pickle has no instruction \(opcode)")
      }
    }
  }

  // MARK: The stack

  private mutating func push(_ value: PickleValue) { stack.append(value) }

  private mutating func pop() throws -> PickleValue {
    guard stack.count > (marks.last ?? 0) else { throw reader.damage("the pickle takes more than it gave") }
    return stack.removeLast()
  }

  private func top() throws -> PickleValue {
    guard stack.count > (marks.last ?? 0) else { throw reader.damage("the pickle takes more than it gave") }
    return stack[stack.count - 1]
  }

  /// The values above the last mark, which go with it.
  private mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw reader.damage("the pickle lacks a mark") }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private mutating func pushObject(_ object: PickleObject) { push(heap.add(object)) }

  // MARK: Instructions, by what they make; each function says whether the instruction is one of its kind

  private mutating func number(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: "N"): push(.none)
    case 0x88: push(.bool(true))
    case 0x89: push(.bool(false))
    case UInt8(ascii: "J"): push(.integer(Int(Int32(truncatingIfNeeded: try reader.number(width: 4)))))
    case UInt8(ascii: "K"): push(.integer(Int(try reader.byte())))
    case UInt8(ascii: "M"): push(.integer(Int(try reader.number(width: 2))))
    case UInt8(ascii: "I"):
      let line = try reader.line()
      push(line == "00" ? .bool(false) : line == "01" ? .bool(true) : try integer(line))
    case UInt8(ascii: "L"):
      let line = try reader.line()
      push(try integer(line.hasSuffix("L") ? String(line.dropLast()) : line))
    case 0x8a: push(Self.integer(try reader.bytes(try reader.count(width: 1))))
    case 0x8b: push(Self.integer(try reader.bytes(try reader.count(width: 4))))
    case UInt8(ascii: "G"):
      push(.real(Double(bitPattern: try reader.number(width: 8).byteSwapped)))
    case UInt8(ascii: "F"):
      guard let value = Double(try reader.line()) else { throw reader.damage("a pickled number is none") }
      push(.real(value))
    default: return false
    }
    return true
  }

  private mutating func text(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: "X"): push(.string(try string(lengthWidth: 4)))
    case 0x8c: push(.string(try string(lengthWidth: 1)))
    case 0x8d: push(.string(try string(lengthWidth: 8)))
    case UInt8(ascii: "T"): push(.string(try string(lengthWidth: 4)))
    case UInt8(ascii: "U"): push(.string(try string(lengthWidth: 1)))
    case UInt8(ascii: "V"): push(.string(try reader.line()))
    case UInt8(ascii: "S"):
      let line = try reader.line()
      guard line.count >= 2, let quote = line.first, "'\"".contains(quote), line.last == quote else {
        throw reader.damage("a pickled string lacks its quotes")
      }
      push(.string(String(line.dropFirst().dropLast())))
    case UInt8(ascii: "B"): push(.bytes(try reader.bytes(try reader.count(width: 4))))
    case UInt8(ascii: "C"): push(.bytes(try reader.bytes(try reader.count(width: 1))))
    case 0x8e, 0x96: push(.bytes(try reader.bytes(try reader.count(width: 8))))
    default: return false
    }
    return true
  }

  private mutating func container(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: ")"): pushObject(.tuple([]))
    case UInt8(ascii: "t"), 0x91: pushObject(.tuple(try popToMark()))
    case 0x85, 0x86, 0x87:
      var items: [PickleValue] = []
      for _ in 0..<opcode - 0x84 { items.append(try pop()) }
      pushObject(.tuple(items.reversed()))
    case UInt8(ascii: "]"), 0x8f: pushObject(.list([]))
    case UInt8(ascii: "l"): pushObject(.list(try popToMark()))
    case UInt8(ascii: "}"): pushObject(.dictionary([]))
    case UInt8(ascii: "d"):
      let pairs = try popToMark()
      pushObject(.dictionary([]))
      heap.insert(pairs, into: try top())
    case UInt8(ascii: "a"):
      let item = try pop()
      heap.append([item], to: try top())
    case UInt8(ascii: "e"), 0x90:
      let items = try popToMark()
      heap.append(items, to: try top())
    case UInt8(ascii: "s"):
      let value = try pop()
      let key = try pop()
      heap.insert([key, value], into: try top())
    case UInt8(ascii: "u"):
      let pairs = try popToMark()
      heap.insert(pairs, into: try top())
    default: return false
    }
    return true
  }

  private mutating func object(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: "c"):
      let module = try reader.line()
      pushObject(.global(module: module, name: try reader.line()))
    case 0x93:
      let name = try pop()
      guard case .string(let name) = name, case .string(let module) = try pop() else {
        throw reader.damage("a pickled class has no name")
      }
      pushObject(.global(module: module, name: name))
    case UInt8(ascii: "R"), 0x81:
      let arguments = try pop()
      push(try reduced(try pop(), arguments))
    case 0x92:
      _ = try pop()
      let arguments = try pop()
      push(try reduced(try pop(), arguments))
    case UInt8(ascii: "b"):
      let state = try pop()
      heap.setState(state, of: try top())
    case UInt8(ascii: "i"):
      _ = try reader.line()
      _ = try reader.line()
      _ = try popToMark()
      pushObject(.placeholder(state: .none))
    case UInt8(ascii: "o"):
      _ = try popToMark()
      pushObject(.placeholder(state: .none))
    case UInt8(ascii: "P"):
      _ = try reader.line()
      pushObject(.placeholder(state: .none))
    case UInt8(ascii: "Q"): push(try persistent(try pop()))
    default: return false
    }
    return true
  }

  private mutating func bookkeeping(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case 0x80:
      let version = try reader.byte()
      guard version <= 5 else { throw reader.damage("version \(version) of the pickle protocol is unknown") }
    case 0x95: _ = try reader.count(width: 8)
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"):
      // Popping nothing above a mark pops the mark.
      if stack.count == marks.last { marks.removeLast() } else { _ = try pop() }
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): push(try top())
    case UInt8(ascii: "p"): try memorise(at: try lineIndex())
    case UInt8(ascii: "q"): try memorise(at: Int(try reader.byte()))
    case UInt8(ascii: "r"): try memorise(at: Int(try reader.number(width: 4)))
    case 0x94: try memorise(at: memo.count)
    case UInt8(ascii: "g"): try recall(try lineIndex())
    case UInt8(ascii: "h"): try recall(Int(try reader.byte()))
    case UInt8(ascii: "j"): try recall(Int(try reader.number(width: 4)))
    default: return false
    }
    return true
  }

  // MARK: Parts of instructions

  private mutating func memorise(at index: Int) throws { memo[index] = try top() }

  private mutating func recall(_ index: Int) throws {
    guard let value = memo[index] else { throw reader.damage("the pickle asks for value \(index) that it never kept") }
    push(value)
  }

  private mutating func lineIndex() throws -> Int {
    guard let index = Int(try reader.line()) else { throw reader.damage("the pickle keeps a value at no number") }
    return index
  }

  private mutating func string(lengthWidth: Int) throws -> String {
    String(decoding: try reader.bytes(try reader.count(width: lengthWidth)), as: UTF8.self)
  }

  private func integer(_ text: String) throws -> PickleValue {
    if let value = Int(text) { return .integer(value) }
    guard let last = text.last, last.isNumber else { throw reader.damage("a pickled integer is none") }
    return .longInteger(Array(text.utf8))
  }

  private static func integer(_ bytes: [UInt8]) -> PickleValue {
    guard bytes.count <= 8 else { return .longInteger(bytes) }
    var value = bytes.last.map { $0 >= 0x80 ? -1 : 0 } ?? 0
    for byte in bytes.reversed() { value = value << 8 | Int(byte) }
    return .integer(value)
  }
}
