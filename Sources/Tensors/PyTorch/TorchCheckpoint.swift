import Files
import Runtime

/// What a PyTorch checkpoint holds before its scalars are read: names, views and where each storage's bytes lie.
struct TorchCheckpoint {
  let state: StateDictionary
  /// Whether the storages are big-endian.
  let isBigEndian: Bool
  let path: String
  /// Opens the bytes of a storage, all of them.
  let storage: (_ key: String) throws -> any ByteStream

  /// Reads every tensor, storage by storage.
  ///
  /// Names whose type cannot be read go to `unreadable`. Equal views share one tensor.
  func load() throws -> (tensors: [String: AnyTensor], unreadable: [String: FileError]) {
    var tensors: [String: AnyTensor] = [:]
    var unreadable: [String: FileError] = [:]
    var allowance = ViewAllowance()
    for users in usersByStorage() {
      var needed: [(view: TypedView, names: [String])] = []
      var indices: [TypedView: Int] = [:]
      for (name, tensor) in users {
        guard let stored = tensor.type.stored else {
          unreadable[name] = FileError(
            .badContent, path: path, problem: "the type \(tensor.type.name) cannot be read", place: "tensor \(name)",
            remedy: "convert the tensor to float32 and save it again")
          continue
        }
        let view = TypedView(stored: stored, view: tensor.view)
        if let index = indices[view] {
          needed[index].names.append(name)
        } else {
          indices[view] = needed.count
          needed.append((view, [name]))
        }
      }
      guard !needed.isEmpty else { continue }
      let stream = try storage(users[0].tensor.storage.key)
      let storageByteCount = stream.remaining
      allowance.add(storageByteCount: storageByteCount)
      for (view, names) in needed {
        try allowance.check(view, in: storageByteCount, path: path, name: names[0])
      }
      let views = needed.map(\.view)
      for (tensor, (_, names)) in zip(try read(views, from: stream), needed) {
        for name in names { tensors[name] = tensor }
      }
      try stream.finish()
    }
    return (tensors, unreadable)
  }

  private func usersByStorage() -> [[(name: String, tensor: TorchTensor)]] {
    var groups: [[(name: String, tensor: TorchTensor)]] = []
    var indices: [String: Int] = [:]
    for user in state.tensors {
      let key = user.tensor.storage.key
      if let index = indices[key] {
        groups[index].append(user)
      } else {
        indices[key] = groups.count
        groups.append([user])
      }
    }
    return groups
  }

  private func read(_ views: [TypedView], from stream: any ByteStream) throws -> [AnyTensor] {
    let byteCount = stream.remaining
    if views.count == 1, views[0].isWhole(of: byteCount) {
      let (stored, shape) = (views[0].stored, views[0].view.shape)
      return [
        try stored.readTensor(shape: shape, isColumnMajor: false, isBigEndian: isBigEndian, from: stream)
      ]
    }
    let memory = AlignedMemory(uninitializedByteCount: byteCount)
    let bytes = UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: byteCount)
    try stream.read(into: bytes)
    return views.map { typed in
      let target = AlignedMemory(uninitializedByteCount: typed.byteCount)
      typed.stored.gather(
        typed.view, from: UnsafeRawBufferPointer(bytes), isBigEndian: isBigEndian, to: target.baseAddress)
      return AnyTensor(scalarType: typed.stored.scalarType, shape: typed.view.shape, memory: target)
    }
  }
}

/// A view and the type through which it sees the storage.
private struct TypedView: Hashable {
  let stored: StoredScalar
  let view: StridedView

  /// The bytes that its tensor takes. The view's count was checked.
  var byteCount: Int { Shape.count(view.shape) * stored.scalarType.byteCount }

  /// Whether it is all of a storage, in order.
  func isWhole(of storageByteCount: Int) -> Bool {
    Shape.count(view.shape) * stored.byteCount == storageByteCount
      && view.joined == StridedView(rowMajor: view.shape).joined
  }
}

/// How much memory the views may take.
///
/// Views may overlap, and an axis of step 0 repeats what is stored: a few bytes could ask for any amount.
private struct ViewAllowance {
  private static let largestRatio = 16
  private var left = 1 << 20

  /// Takes a storage into account; its bytes are known to be there.
  mutating func add(storageByteCount: Int) {
    let (allowed, overflow) = storageByteCount.multipliedReportingOverflow(by: Self.largestRatio)
    let (sum, sumOverflow) = left.addingReportingOverflow(allowed)
    left = overflow || sumOverflow ? .max : sum
  }

  /// Holds a view against its storage, and the sum of all views against the storages.
  mutating func check(_ typed: TypedView, in storageByteCount: Int, path: String, name: String) throws {
    func fail(_ problem: String) -> FileError {
      FileError(.badContent, path: path, problem: problem, place: "tensor \(name)", remedy: FileError.fetchAgain)
    }
    let view = typed.view
    guard let extent = view.extent, extent <= storageByteCount / typed.stored.byteCount else {
      throw fail(
        "shape \(view.shape) with strides \(view.strides) from \(view.offset) on lies outside the "
          + "\(storageByteCount) bytes of its storage")
    }
    let count = Shape.count(view.shape)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: typed.stored.scalarType.byteCount)
    guard !overflow, bytes <= left else {
      throw fail("the tensors unfold to over \(Self.largestRatio) times the bytes of their storages")
    }
    left -= bytes
  }
}
