/// A value that a pickle builds.
///
/// Containers are indices into the machine's heap: they may be shared or hold themselves, and freeing them follows no
/// chain of references, however deep a pickle nests them.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  /// An integer beyond 64 bits: two's complement, the lowest byte first.
  case longInteger([UInt8])
  case real(Double)
  case string(String)
  case bytes([UInt8])
  case object(Int)
}

/// What an index of the heap stands for.
enum PickleObject {
  case tuple([PickleValue])
  case list([PickleValue])
  /// Pairs in the order in which they were added; a later pair of the same key replaces the earlier one.
  case dictionary([(key: PickleValue, value: PickleValue)])
  /// A class or function, by name only.
  indirect case global(module: String, name: String)
  indirect case storage(TorchStorage)
  indirect case tensor(TorchTensor)
  /// Stands in for an object of a class that is not known. It keeps the state that the object was to be given.
  case placeholder(state: PickleValue)
}

/// The objects that a pickle has made.
struct PickleHeap {
  private(set) var objects: [PickleObject] = []

  mutating func add(_ object: PickleObject) -> PickleValue {
    objects.append(object)
    return .object(objects.count - 1)
  }

  /// The object behind a value, or nil where the value is none.
  subscript(value: PickleValue) -> PickleObject? {
    guard case .object(let index) = value else { return nil }
    return objects[index]
  }

  /// Adds values to a list or a set; anything else takes them and stays as it is.
  mutating func append(_ values: [PickleValue], to target: PickleValue) {
    guard case .object(let index) = target, case .list(var list) = objects[index] else { return }
    objects[index] = .list([])
    list += values
    objects[index] = .list(list)
  }

  /// Adds pairs, keys before values, to a dictionary; anything else takes them and stays as it is.
  mutating func insert(_ pairs: [PickleValue], into target: PickleValue) {
    guard case .object(let index) = target, case .dictionary(var dictionary) = objects[index] else { return }
    objects[index] = .dictionary([])
    var place = pairs.startIndex
    while place + 1 < pairs.endIndex {
      dictionary.append((pairs[place], pairs[place + 1]))
      place += 2
    }
    objects[index] = .dictionary(dictionary)
  }

  /// Gives a placeholder its state; anything else stays as it is.
  mutating func setState(_ state: PickleValue, of target: PickleValue) {
    guard case .object(let index) = target, case .placeholder = objects[index] else { return }
    objects[index] = .placeholder(state: state)
  }

  /// The values of a tuple or list, or nil.
  func items(_ value: PickleValue) -> [PickleValue]? {
    switch self[value] {
    case .tuple(let items), .list(let items): items
    case .dictionary, .global, .storage, .tensor, .placeholder, nil: nil
    }
  }

  /// The integers of a tuple or list of at most 64, or nil.
  func integers(_ value: PickleValue) -> [Int]? {
    guard let items = items(value), items.count <= 64 else { return nil }
    var integers: [Int] = []
    for item in items {
      guard case .integer(let integer) = item else { return nil }
      integers.append(integer)
    }
    return integers
  }

  /// The pairs of a dictionary, or nil.
  func pairs(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
    guard case .dictionary(let pairs) = self[value] else { return nil }
    return pairs
  }

  /// The value of a string key in a dictionary, the latest given.
  func value(of key: String, in dictionary: PickleValue) -> PickleValue? {
    pairs(dictionary)?.last {
      if case .string(key) = $0.key { true } else { false }
    }?.value
  }
}
