import Foundation
import Recordings
import Tensors
import Testing

@testable import Simulator

@Suite struct EventCalibrationTests {
  static let size = SensorSize(width: 24, height: 16)

  @Test func `Garwood's intervals are those of the tables`() {
    #expect(PoissonInterval.interval(count: 0).lowerBound == 0)
    #expect(abs(PoissonInterval.interval(count: 0).upperBound - 3.68888) < 1e-5)
    #expect(abs(PoissonInterval.interval(count: 10).lowerBound - 4.79539) < 1e-5)
    #expect(abs(PoissonInterval.interval(count: 10).upperBound - 18.39036) < 1e-5)
    #expect(abs(PoissonInterval.interval(count: 1000).upperBound - 1063.95) < 0.02)
  }

  @Test func `Student's reach is that of the tables`() {
    for (freedom, value) in [(1, 12.7062), (2, 4.30265), (3, 3.18245), (5, 2.57058), (10, 2.22814), (30, 2.04227)] {
      #expect(abs(StudentReach.of(freedom: freedom) / value - 1) < 0.01)
    }
  }
}
