import Files

/// The tensors in what a checkpoint's pickle built, under the names that a network's parameters have.
///
/// A training checkpoint keeps the parameters one or more dictionaries deep, beside the epoch and the optimiser; a
/// whole pickled module keeps them in its state. Both give the names of `module.state_dict()`.
struct StateDictionary {
  /// The tensors in the order of the file; names differ.
  private(set) var tensors: [(name: String, tensor: TorchTensor)] = []
  /// Numbers and strings that stood beside the tensors.
  private(set) var metadata: [String: String] = [:]
  private let heap: PickleHeap
  private let path: String
  private var indices: [String: Int] = [:]
  private var visitsLeft: Int
  private var nameBytesLeft: Int

  /// Finds the tensors under `root`.
  ///
  /// - Throws: `FileError` where containers hold one another again and again: the search and the names together take
  ///   no more than some times the bytes of the pickle.
  init(root: PickleValue, heap: PickleHeap, path: String, pickleByteCount: Int) throws {
    self.path = path
    self.heap = heap
    visitsLeft = 4 * heap.objects.count + 1000
    nameBytesLeft = 16 * pickleByteCount + 1 << 20
    var root = root
    for _ in 0..<Self.deepestNesting {
      guard let inner = innerState(of: root) else { break }
      noteMetadata(root)
      root = inner
    }
    noteMetadata(root)
    try collect(root, name: "", depth: 0)
    stripModulePrefixes()
  }

  /// Containers are followed no deeper than this.
  private static let deepestNesting = 64
  /// Keys under which training programs keep the parameters, the surest first.
  private static let stateKeys = [
    "state_dict", "model_state_dict", "model_state", "model", "network", "net", "weights", "params",
  ]

  private func innerState(of value: PickleValue) -> PickleValue? {
    for key in Self.stateKeys {
      guard let inner = heap.value(of: key, in: value) else { continue }
      if heap.pairs(inner) != nil || moduleParts(inner) != nil { return inner }
    }
    return nil
  }

  private mutating func noteMetadata(_ value: PickleValue) {
    for (key, value) in heap.pairs(value) ?? [] {
      guard case .string(let key) = key else { continue }
      switch value {
      case .bool(let value): metadata[key] = String(value)
      case .integer(let value): metadata[key] = String(value)
      case .real(let value): metadata[key] = String(value)
      case .string(let value): metadata[key] = value
      case .none, .longInteger, .bytes, .object: continue
      }
    }
  }

  private mutating func collect(_ value: PickleValue, name: String, depth: Int) throws {
    guard let object = heap[value] else { return }
    visitsLeft -= 1
    guard visitsLeft > 0 && nameBytesLeft > 0 && depth < Self.deepestNesting else {
      throw FileError(
        .badContent, path: path, problem: "the containers in the pickle hold one another again and again",
        place: "object \(name.prefix(100))", remedy: "save the state_dict alone with torch.save")
    }
    switch object {
    case .tensor(let tensor): add(tensor, name: name.isEmpty ? "tensor" : name)
    case .dictionary(let pairs): try collect(pairs, name: name, depth: depth)
    case .list(let items), .tuple(let items):
      for (index, item) in items.enumerated() where heap[item] != nil {
        try collect(item, name: joined(name, String(index)), depth: depth + 1)
      }
    case .placeholder:
      for part in moduleParts(value) ?? [] { try collect(part, name: name, depth: depth) }
    case .global, .storage: return
    }
  }

  private mutating func collect(
    _ pairs: [(key: PickleValue, value: PickleValue)], name: String, depth: Int
  ) throws {
    for (key, value) in pairs where heap[value] != nil {
      switch key {
      case .string(let key): try collect(value, name: joined(name, key), depth: depth + 1)
      case .integer(let key): try collect(value, name: joined(name, String(key)), depth: depth + 1)
      case .none, .bool, .longInteger, .real, .bytes, .object: continue
      }
    }
  }

  private mutating func joined(_ prefix: String, _ key: String) -> String {
    let name = prefix.isEmpty ? key : "\(prefix).\(key)"
    nameBytesLeft -= name.utf8.count
    return name
  }

  private mutating func add(_ tensor: TorchTensor, name: String) {
    if let index = indices[name] {
      tensors[index].tensor = tensor
    } else {
      indices[name] = tensors.count
      tensors.append((name, tensor))
    }
  }

  /// The parameters, buffers and modules of a pickled module, or nil where the value is no such thing.
  private func moduleParts(_ value: PickleValue) -> [PickleValue]? {
    guard case .placeholder(let state) = heap[value] else { return nil }
    let parts = ["_parameters", "_buffers", "_modules"].compactMap { heap.value(of: $0, in: state) }
    return parts.count == 3 ? parts : nil
  }

  /// Takes away what `DataParallel` and its like put in front of every name.
  private mutating func stripModulePrefixes() {
    let prefix = "module."
    // `AveragedModel` counts its averages beside the wrapped module.
    func isWrapped(_ name: String) -> Bool { name.hasPrefix(prefix) && name != prefix }
    while tensors.contains(where: { isWrapped($0.name) }),
      tensors.allSatisfy({ isWrapped($0.name) || $0.name == "n_averaged" })
    {
      for index in tensors.indices where isWrapped(tensors[index].name) {
        tensors[index].name.removeFirst(prefix.count)
      }
    }
  }
}
