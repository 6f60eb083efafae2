/// The few classes and functions that the machine knows, each by a table of what it builds.
extension PickleMachine {
  /// What calling `function` with `arguments` stands for. Nothing is called.
  mutating func reduced(_ function: PickleValue, _ arguments: PickleValue) throws -> PickleValue {
    guard case .global(let module, let name) = heap[function], let items = heap.items(arguments) else {
      return heap.add(.placeholder(state: .none))
    }
    switch (module, name) {
    case ("collections", "OrderedDict"): return try dictionary(items.first)
    case ("collections", "defaultdict"): return try dictionary(nil)
    case ("torch", "Size"): return items.first ?? heap.add(.tuple([]))
    case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
      return items.first ?? heap.add(.placeholder(state: .none))
    case ("torch._tensor", "_rebuild_from_type_v2"):
      // The class of the tensor is left aside; what it wraps is one of the functions below.
      guard items.count >= 3, case .global("torch._utils", let inner) = heap[items[0]],
        let innerItems = heap.items(items[2]), let tensor = tensor(inner, innerItems)
      else { return heap.add(.placeholder(state: .none)) }
      return heap.add(.tensor(tensor))
    case ("torch._utils", _):
      return heap.add(tensor(name, items).map { .tensor($0) } ?? .placeholder(state: .none))
    default:
      return heap.add(.placeholder(state: .none))
    }
  }

  /// The storage that a persistent identifier names, or a placeholder.
  mutating func persistent(_ identifier: PickleValue) throws -> PickleValue {
    // Old checkpoints name a class together with its source.
    if let items = heap.items(identifier), items.count >= 2, case .string("module") = items[0] { return items[1] }
    guard let items = heap.items(identifier), items.count >= 5, case .string("storage") = items[0],
      case .global(_, let className) = heap[items[1]], case .string(let key) = items[2],
      case .integer(let count) = items[4], count >= 0
    else { return heap.add(.placeholder(state: .none)) }
    var storage = TorchStorage(key: key, type: TorchType(storageClass: className), count: count)
    // Old checkpoints may name a part: its key, where it begins and how long it is.
    if items.count >= 6, let part = heap.items(items[5]) {
      guard part.count == 3, case .integer(let offset) = part[1], case .integer(let length) = part[2], offset >= 0,
        length >= 0, offset <= count, length <= count - offset
      else { throw reader.damage("a part of the storage \(key) lies outside it") }
      storage.offset = offset
    }
    return heap.add(.storage(storage))
  }

  private mutating func dictionary(_ source: PickleValue?) throws -> PickleValue {
    let dictionary = heap.add(.dictionary([]))
    guard let source, let pairs = heap.items(source) else { return dictionary }
    copyAllowance -= pairs.count
    guard copyAllowance >= 0 else { throw reader.damage("the pickle copies the same list again and again") }
    for pair in pairs {
      if let pair = heap.items(pair), pair.count == 2 { heap.insert(pair, into: dictionary) }
    }
    return dictionary
  }

  /// The tensor that one of PyTorch's functions would build, or nil.
  private func tensor(_ function: String, _ items: [PickleValue]) -> TorchTensor? {
    guard ["_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3"].contains(function), items.count >= 4,
      case .storage(let storage) = heap[items[0]], case .integer(let offset) = items[1],
      let shape = heap.integers(items[2]), let strides = heap.integers(items[3])
    else { return nil }
    var type = storage.type
    if function == "_rebuild_tensor_v3" {
      guard items.count >= 7, case .global("torch", let dtype) = heap[items[6]] else { return nil }
      type = TorchType(dtype: dtype)
    }
    guard let type else { return nil }
    let (start, overflow) = offset.addingReportingOverflow(storage.offset)
    let view = StridedView(offset: overflow ? -1 : start, shape: shape, strides: strides)
    return TorchTensor(storage: storage, type: type, view: view)
  }
}
