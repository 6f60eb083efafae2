#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A block of raw memory whose start lies on a 64-byte boundary, freed with its owner.
///
/// Blocks of 4 MiB and more ask the system for huge pages: the first touch of 4 KiB pages is slow on virtual machines.
public final class AlignedMemory: @unchecked Sendable {
  /// The alignment of every block: a cache line, and the widest vector register.
  public static let alignment = 64
  private static let hugePageBytes = 2 << 20

  /// The first byte.
  public let baseAddress: UnsafeMutableRawPointer
  /// The usable length in bytes.
  public let byteCount: Int

  /// Takes memory without initialising it.
  ///
  /// - Parameter byteCount: The length in bytes, zero or more. Cost: one allocation.
  public init(uninitializedByteCount byteCount: Int) {
    precondition(byteCount >= 0, "A memory block needs a length of zero or more, not \(byteCount).")
    let isLarge = byteCount >= 2 * Self.hugePageBytes
    let alignment = isLarge ? Self.hugePageBytes : Self.alignment
    var pointer: UnsafeMutableRawPointer?
    let status = posix_memalign(&pointer, alignment, max(byteCount, 1))
    guard status == 0, let pointer else {
      preconditionFailure("The system has no \(byteCount) bytes of memory left.")
    }
    #if os(Linux)
      if isLarge { madvise(pointer, byteCount, MADV_HUGEPAGE) }
    #endif
    self.baseAddress = pointer
    self.byteCount = byteCount
  }

  /// Takes memory filled with zero bytes.
  public convenience init(zeroedByteCount byteCount: Int) {
    self.init(uninitializedByteCount: byteCount)
    memset(baseAddress, 0, byteCount)
  }

  /// The block as `count` values of a trivial type.
  public func buffer<Scalar: BitwiseCopyable>(of: Scalar.Type, count: Int) -> UnsafeMutableBufferPointer<Scalar> {
    precondition(count * MemoryLayout<Scalar>.stride <= byteCount, "The block is too short for \(count) values.")
    return UnsafeMutableBufferPointer(
      start: baseAddress.bindMemory(to: Scalar.self, capacity: count), count: count)
  }

  deinit { free(baseAddress) }
}
