import Recordings
import Testing

@Suite struct TimeSelectionTests {
  @Test func aBoundCountsFromTheFirstEventOrOnTheClock() {
    let selection = TimeSelection(start: .afterFirst(5), end: .at(40))
    #expect(selection.span(first: 10) == TimeSpan(from: 15, to: 40))
    #expect(TimeSelection().span(first: 10).isEverything)
  }

  @Test(arguments: [(Int64.max - 1, Int64(5), Int64.max), (Int64.min + 1, -5, .min)])
  func aBoundBeyondWhat64BitsCountIsTheLastOne(first: Int64, after: Int64, expected: Int64) {
    #expect(TimeSelection(start: .afterFirst(after)).span(first: first).from == expected)
  }

  @Test func aSpanHoldsItsStartAndNotItsEnd() {
    let span = TimeSpan(from: 3, to: 5)
    #expect([2, 3, 4, 5].map(span.contains) == [false, true, true, false])
  }

  @Test func aRegionFitsUpToTheLastPixel() {
    let sensor = SensorSize(width: 10, height: 8)
    #expect(PixelRegion(x: 2, y: 3, size: SensorSize(width: 8, height: 5)).fits(sensor))
    #expect(!PixelRegion(x: 3, y: 3, size: SensorSize(width: 8, height: 5)).fits(sensor))
    #expect(PixelRegion(x: 2, y: 3, size: SensorSize(width: 8, height: 5)).description == "2,3,8x5")
  }
}
