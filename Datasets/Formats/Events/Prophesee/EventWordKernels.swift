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
      UnsafePointer<UInt8>?, Int, Int32, Int64, UnsafeMutablePointer<SaccadeEventRoom>?,
      UnsafePointer<SaccadeBitPlaces>?
    ) -> Int
  typealias Evt3 =
    @convention(c) (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<SaccadeEvt3State>?, UnsafeMutablePointer<SaccadeEventRoom>?,
      UnsafePointer<SaccadeBitPlaces>?
    ) -> Int

  let evt2: Evt2
  let dat: Dat
  let evt21: Evt21
  let evt3: Evt3

  /// Those of the strongest instruction set that this processor has.
  static let best = [SACCADE_AVX512, SACCADE_AVX2, SACCADE_PORTABLE].lazy.compactMap { EventWordKernels($0) }.first

  /// Those of an instruction set, or nil where this processor lacks it.
  init?(_ set: SaccadeInstructionSet) {
    guard let loops = saccade_kernel_table(set)?.pointee.words, let evt2 = loops.evt2, let dat = loops.dat,
      let evt21 = loops.evt21, let evt3 = loops.evt3
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

  /// The room that is left from a place on.
  func kernelRoom(from place: Int) -> SaccadeEventRoom {
    SaccadeEventRoom(columns: kernelColumns(from: place), room: capacity - place, written: 0)
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
