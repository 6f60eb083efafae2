import Runtime
import Testing

@Suite struct PipelineTests {
  private struct Fault: Error, Equatable { var stage: String }

  private static func run(
    count: Int, concurrent: Bool, depth: Int = 2, readFault: Int? = nil, computeFault: Int? = nil,
    writeFault: Int? = nil
  ) -> (written: [Int], error: Fault?) {
    var next = 0
    var written: [Int] = []
    do {
      try Pipeline(depth: depth, isConcurrent: concurrent).run(
        reading: { () throws -> Int? in
          if next == readFault { throw Fault(stage: "read") }
          if next == count { return nil }
          defer { next += 1 }
          return next
        },
        computing: { (item: Int) throws -> Int in
          if item == computeFault { throw Fault(stage: "compute") }
          return item * 10
        },
        writing: { (result: Int) throws in
          if result == writeFault.map({ $0 * 10 }) { throw Fault(stage: "write") }
          written.append(result)
        })
      return (written, nil)
    } catch {
      return (written, error as? Fault)
    }
  }

  @Test(arguments: [true, false], [0, 1, 2, 3, 100])
  func `Every item passes every stage, in order`(concurrent: Bool, count: Int) {
    for depth in 1...3 {
      let result = Self.run(count: count, concurrent: concurrent, depth: depth)
      #expect(result.written == (0..<count).map { $0 * 10 })
      #expect(result.error == nil)
    }
  }

  @Test(arguments: [true, false], [0, 1, 7, 49])
  func `An error of any stage ends the work and is thrown again`(concurrent: Bool, place: Int) {
    let before = (0..<place).map { $0 * 10 }
    let read = Self.run(count: 50, concurrent: concurrent, readFault: place)
    #expect(read.error == Fault(stage: "read") && read.written == before)
    let compute = Self.run(count: 50, concurrent: concurrent, computeFault: place)
    #expect(compute.error == Fault(stage: "compute") && compute.written == before)
    let write = Self.run(count: 50, concurrent: concurrent, writeFault: place)
    #expect(write.error == Fault(stage: "write") && write.written == before)
  }
}
