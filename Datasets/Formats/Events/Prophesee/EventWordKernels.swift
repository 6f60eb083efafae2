import CKernels
import Recordings

/// The loops over words that are compiled for this processor.
///
/// Decoders hold one, or none to decode with plain Swift: the reference that the loops are tested against.
struct EventWordKernels: Sendable {
  typealias Evt2 = @convention(c) (UnsafePointer<UInt8>?, Int, Int64, SaccadeEventColumns) -> Int
  typealias Dat = @convention(c) (UnsafePointer<UInt8>?, Int, Int64, UInt32, SaccadeEventColumns) -> Int
  typealias Evt21 =
    @convention(c) (
      UnsafePointer<UInt8>?, Int, Int32, Int64, SaccadeEventColumns, Int, UnsafeMutablePointer<Int>?,
      UnsafePointer<SaccadeBitPlaces>?
    ) -> Int
  typealias Evt3 =
    @convention(c) (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<SaccadeEvt3State>?, SaccadeEventColumns, Int,
      UnsafeMutablePointer<Int>?, UnsafePointer<SaccadeBitPlaces>?
    ) -> Int

  let evt2: Evt2
  let dat: Dat
  let evt21: Evt21
  let evt3: Evt3

  /// Those of the strongest instruction set that this processor has.
  static let best = [SACCADE_AVX512, SACCADE_AVX2, SACCADE_PORTABLE].lazy.compactMap { EventWordKernels($0) }.first

  /// Those of an instruction set, or nil where this processor lacks it.
  init?(_ set: SaccadeInstructionSet) {
    guard let table = saccade_kernel_table(set)?.pointee, let evt2 = table.evt2_events, let dat = table.dat_events,
      let evt21 = table.evt21_events, let evt3 = table.evt3_events
    else { return nil }
    self.evt2 = evt2
    self.dat = dat
    self.evt21 = evt21
    self.evt3 = evt3
  }
}

extension EventColumns {
  /// The columns from a place on, for the loops in C.
  func kernelColumns(from place: Int) -> SaccadeEventColumns {
    SaccadeEventColumns(t: t + place, x: x + place, y: y + place, p: p + place)
  }
}

/// For each byte the places of its set bits.
final class BitPlaces: @unchecked Sendable {
  // Written once, here, and never again.
  let table: UnsafeMutablePointer<SaccadeBitPlaces>

  static let shared = BitPlaces()

  private init() {
    table = .allocate(capacity: 1)
    table.initialize(to: SaccadeBitPlaces())
    let bytes = UnsafeMutableRawPointer(table)
    for mask in 0..<256 {
      let places = (0..<8).filter { mask >> $0 & 1 == 1 }
      for (index, place) in places.enumerated() {
        bytes.storeBytes(of: UInt16(place), toByteOffset: (mask * 8 + index) * 2, as: UInt16.self)
      }
      bytes.storeBytes(of: UInt8(places.count), toByteOffset: 256 * 8 * 2 + mask, as: UInt8.self)
    }
  }

  deinit { table.deallocate() }
}
