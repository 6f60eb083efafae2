/// The formulas of the simulated cameras, as help shows them.
enum CameraFormulas {
  static let spikes = """
    MODELS  g: gray level of a readout, 0…255; N(m, s): normal, mean m, deviation s
      ideal       A += g; a spike where A >= T, and A -= T, with T = --threshold
                  White fires in 64 % of the readouts. Exact, without noise.
      scsim       A += 0.05 I + s 4.348 (1.1 - 0.0076) G g/255
                  s = Poisson(n)/n, n = int(5e4 g/255); light x 0.998 after a spike
                  a spike where A >= C (1.1 + V + N(0, 0.00636)), which A loses
                  Of a pixel: dark current I = N(0.4442, 0.1731), capacitance
                  C = N(4.348, 0.0128), offset V = N(-0.0076, 0.0497), gain
                  G = N(1, 0.0577). White fires about once a readout.
                  (arXiv 2405.16790)
      spikingsim  250 clocks a readout: U += 7.94 mV (g + d)/255, with
                  d = N(0, 0.125) of a readout; a spike where U >= 2 V, and U = 0
                  Further spikes come without light, N(140, 50) readouts apart.
                  (ISCAS 2022)
      custom      scsim's law, or by --base that of spikingsim, with terms of one's
                  own. --camera reads all that, the size, the rate and maps of
                  every pixel from a file that saccade calibrate spikes writes;
                  --term, --rate and --reset go before it.
                  --term NAME=MEAN or NAME=MEAN,DEVIATION sets one of
    \(SpikingSensorOptions.termHelp)
    A spike takes what it was compared with (--reset soft) or all there is \
    (--reset hard, which spikingsim does by itself).
    """

  static let events = """
    MODELS  g is the gray level, 0…255; dt the time between two frames
      ideal       L = log(0.001 + g/255); ON at L = R + C+, OFF at L = R - C-
                  The reference R moves by the threshold, or to the L at the end of
                  the refractory period. C+ = C- = 0.2, N(C, --contrast-sigma) of
                  each pixel. (ESIM, CoRL 2018; arXiv 2309.08596)
      v2e         L = g ln 20 / 20 up to gray 20, ln g above
                  F += min(1, 2 pi f dt (g + 20)/275) (L - F)
                  R -= dt leak C+; floor((F - R)/C+) ON, floor((R - F)/C-) OFF
                  shot noise: dt rate/2 (1 - 3/4 (g + 20)/275) of either polarity
                  C+ = C- = 0.2 +- 0.03, f = 300 Hz, leak 0.01 Hz, rate 0.001 Hz,
                  refractory 500us. (arXiv 2006.07722)
      voltmeter   a voltage that starts at 0 and fires at -1 and 1:
                  drift  k1 dg/dt/(g + k2) + k4 + k5 g
                  spread k3 sqrt(g)/(g + k2) + k6, with the mean g of both frames
                  dvs346 5.265, 20, 0.0001, 1e-7, 5e-9, 1e-5 in microseconds
                  dvs240 4.424, 23, 0.0002, 1e-7, 5e-8, 1e-5 (ECCV 2022)
    v2e's frames are taken as they are with --gamma none, as v2e does; a video is \
    turned into linear light else.
    """
}
