/// Events that wait to be read out of the sensor.
struct ArbiterQueue {
  private let arbiter: EventArbiter
  private let width: Int
  /// Requests in order of time, of which those before `admitted` stand in the queues of their rows.
  private var requests: ContiguousArray<PixelEvent> = []
  private var admitted = 0
  private var rows: [ContiguousArray<PixelEvent>]
  /// The rows that wait, the one that has waited longest first.
  private var waitingRows: ContiguousArray<Int> = []
  /// When the readout is free, in microseconds.
  private var free = -Double.infinity

  init(_ arbiter: EventArbiter, width: Int, height: Int) {
    (self.arbiter, self.width) = (arbiter, width)
    rows = Array(repeating: [], count: height)
  }

  mutating func add(_ events: UnsafeBufferPointer<PixelEvent>) { requests.append(contentsOf: events) }

  /// Reads out until `time`, up to which all requests are known. What is read comes in order of time.
  mutating func read(upTo time: Int64, to output: inout ContiguousArray<PixelEvent>) {
    switch arbiter {
    case .bottleneck(let rate): readOneByOne(period: 1e6 / rate, upTo: time, to: &output)
    case .rows(let row, let event): readRows(row, event, upTo: time, to: &output)
    }
    requests.removeFirst(admitted)
    admitted = 0
  }

  private mutating func readOneByOne(period: Double, upTo time: Int64, to output: inout ContiguousArray<PixelEvent>) {
    while admitted < requests.count, max(Double(requests[admitted].time), free) <= Double(time) {
      var event = requests[admitted]
      let start = max(Double(event.time), free)
      event.time = Int64(start)
      output.append(event)
      free = start + period
      admitted += 1
    }
  }

  private mutating func readRows(
    _ rowTime: Double, _ eventTime: Double, upTo time: Int64, to output: inout ContiguousArray<PixelEvent>
  ) {
    while true {
      if waitingRows.isEmpty && admitted < requests.count {
        free = max(free, Double(requests[admitted].time))
      }
      if free > Double(time) { return }
      while admitted < requests.count, Double(requests[admitted].time) <= free {
        let row = Int(requests[admitted].place) / width
        if rows[row].isEmpty { waitingRows.append(row) }
        rows[row].append(requests[admitted])
        admitted += 1
      }
      guard let row = waitingRows.first else { return }
      waitingRows.removeFirst()
      free += rowTime
      for var event in rows[row] {
        free += eventTime
        event.time = Int64(free)
        output.append(event)
      }
      rows[row].removeAll(keepingCapacity: true)
    }
  }
}
