import Recordings

/// Events sorted by cell and polarity, each in the order of time.
struct CellMemories {
  struct Entry {
    var time: Int64 = 0
    /// The place in the cell.
    var x: UInt16 = 0
    var y: UInt16 = 0
  }

  private(set) var dropped = 0
  private var entries: [Entry]
  /// Where the entries of each cell and polarity begin, and the end.
  private var starts: [Int]

  init(_ events: EventBatch, cell: Int, cellsAcross: Int, cellsDown: Int, volume: SpaceTimeWindow) {
    var starts = [Int](repeating: 0, count: 2 * cellsAcross * cellsDown + 1)
    let width = volume.width
    func memory(_ pixel: Int, _ isOn: Bool) -> Int {
      let (y, x) = pixel.quotientAndRemainder(dividingBy: width)
      return 2 * (y / cell * cellsAcross + x / cell) + (isOn ? 1 : 0)
    }
    dropped = events.forEachPixel(in: volume) { pixel, _, isOn in starts[memory(pixel, isOn) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var entries = [Entry](repeating: Entry(), count: events.count - dropped)
    _ = events.forEachPixel(in: volume) { pixel, time, isOn in
      let memory = memory(pixel, isOn)
      entries[next[memory]] = Entry(time: time, x: UInt16(pixel % width % cell), y: UInt16(pixel / width % cell))
      next[memory] += 1
    }
    self.entries = entries
    self.starts = starts
  }

  subscript(memory: Int) -> ArraySlice<Entry> { entries[starts[memory]..<starts[memory + 1]] }
}
