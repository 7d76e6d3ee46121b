internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@Suite("Agreement of raters")
struct RaterReliabilityTests {
  private func near(
    _ got: Double?, _ wanted: Double, within: Double = 1e-9, _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(abs((got ?? .infinity) - wanted) < within, "\(String(describing: got))", sourceLocation: location)
  }

  private func reliability(_ cells: [RatingCell]) throws -> RaterReliability {
    RaterReliability(try RatingColumns(table(cells), criterion: "accuracy"), seed: 1)
  }

  /// Python: krippendorff 0.9.0, alpha(reliability_data=units.T, level_of_measurement=…, value_domain=[1, …, 5]); irrCAC
  /// 0.4.4, CAC(units, weights=…, categories=[1, …, 5]).gwet(); statsmodels 0.14, cohens_kappa(table).kappa with
  /// quadratic weights, mean of 6 pairs, its standard error by numerical derivatives over units.
  @Test("coefficients of an incomplete table agree with Python")
  func againstPython() throws {
    let found = try reliability(Sparse.cells())
    #expect(found.units == 60 && found.ratings == 206 && found.raterPairs == 6)
    near(found.alphaInterval.value, 0.4707991105867405)
    near(found.alphaOrdinal.value, 0.4586873945518646)
    near(found.alphaNominal.value, 0.18202451202905123)
    near(found.ac1.value, 0.264047745398, within: 1e-11)
    near(found.ac2.value, 0.783150205897, within: 1e-11)
    let half = (found.ac1.upper ?? 0) - (found.ac1.value ?? 0)
    near(half / 1.959963984540054, 0.047717287331, within: 1e-11)
    near(found.weightedKappa.value, 0.4581170042529819)
    let kappaHalf = (found.weightedKappa.upper ?? 0) - (found.weightedKappa.value ?? 0)
    near(kappaHalf / 1.959963984540054, 0.0697717611426533, within: 1e-7)
    #expect(found.fleissKappa.value == nil)
    #expect(found.fleissKappa.reason == "captions have different numbers of ratings; alpha allows for that")
    // A percentile interval lies around the value, about two linearized standard errors (0.0726) to each side.
    let alpha = found.alphaInterval
    let (lower, upper) = (try #require(alpha.lower), try #require(alpha.upper))
    #expect(lower < 0.4708 && upper > 0.4708)
    #expect(abs((upper - lower) / (2 * 1.96 * 0.0726) - 1) < 0.15, "\(lower) to \(upper)")
  }

  /// Python: Koch's components as half the mean squared differences over itertools.combinations of all ratings, sorted by
  /// what two share; leniency by numpy.linalg.lstsq on image, arm and rater indicators, centred.
  @Test("an incomplete table gives ICC from components and leniency by least squares")
  func components() throws {
    let found = try reliability(Sparse.cells())
    near(found.intraclass.twoSingle.value, 0.4815567579232951)
    near(found.intraclass.twoMean.value, 0.7490963675096911)
    near(found.intraclass.threeSingle.value, 0.5654145202607082)
    near(found.intraclass.oneSingle.value, 0.46760989946026094)
    near(found.intraclass.ratingsPerUnit, 3.2142857142857153)
    #expect(found.intraclass.twoSingle.reason == "an incomplete table has no exact interval; alpha has one")
    #expect(found.intraclass.basis.hasPrefix("variance components of an incomplete table"))
    for (rater, leniency) in zip(found.raters, [0.48905232, -0.11630192, -0.45779707, 0.08504667]) {
      near(rater.leniency, leniency, within: 1e-7)
    }
  }

  /// The 20 images that all four rated. Python: pingouin 0.5, intraclass_corr; statsmodels fleiss_kappa; bounds with
  /// scipy.stats.f.ppf after Shrout and Fleiss (1979) and McGraw and Wong (1996).
  @Test("a complete table gives the named forms with their intervals, and Fleiss' kappa")
  func complete() throws {
    let full = Sparse.incumbent.split(whereSeparator: \.isWhitespace).filter { !$0.contains(".") }
    let found = try reliability(cells(incumbent, full.joined(separator: " ")))
    let forms = found.intraclass
    #expect(forms.basis == "complete table of 20 captions × 4 raters")
    near(forms.oneSingle.value, 0.515615, within: 1e-6)
    near(forms.oneSingle.lower, 0.29548177216649146)
    near(forms.oneSingle.upper, 0.7321380912586803)
    near(forms.twoSingle.value, 0.5318275154004106)
    near(forms.twoSingle.lower, 0.29021301154375223)
    near(forms.twoSingle.upper, 0.748915412363808)
    near(forms.twoMean.value, 0.819620, within: 1e-6)
    near(forms.twoMean.lower, 0.6205644299536591)
    near(forms.twoMean.upper, 0.9226657800453403)
    near(forms.threeSingle.value, 0.614035, within: 1e-6)
    near(found.fleissKappa.value, 0.129064603924939)
    #expect((found.fleissKappa.lower ?? 1) < 0.129 && (found.fleissKappa.upper ?? 0) > 0.129)
  }

  @Test("the order of cells does not matter, to the last digit")
  func order() throws {
    let cells = try Sparse.cells()
    #expect(try reliability(cells) == reliability(cells.reversed()))
  }

  @Test("swapping two raters' names swaps their habits and leaves agreement alone")
  func symmetric() throws {
    let cells = try Sparse.cells()
    let swapped = cells.map { cell in
      var cell = cell
      cell.rater = ["r0": "r1", "r1": "r0"][cell.rater] ?? cell.rater
      return cell
    }
    let (found, other) = (try reliability(cells), try reliability(swapped))
    near(other.alphaInterval.value, try #require(found.alphaInterval.value))
    near(other.raters[0].leniency, try #require(found.raters[1].leniency))
    #expect(other.raters[0].lowestShare == found.raters[1].lowestShare)
  }

  @Test("values set by rule are nobody's rating")
  func failures() throws {
    let with = try reliability(cells(incumbent, "x444 3344 xxxx 2233"))
    let without = try reliability(cells(incumbent, ".444 3344 .... 2233"))
    #expect(with.failuresLeftOut == 5 && with.ratings == without.ratings)
    #expect(with.alphaInterval == without.alphaInterval && with.raters == without.raters)
    #expect(with.notes.last?.hasPrefix("5 values that were set by rule") == true)
  }

  @Test("the lowest and highest point are those of the scale, not of the ratings")
  func ends() throws {
    let found = try reliability(cells(incumbent, "15 22 24"))
    #expect(found.raters.map(\.lowestShare) == [1.0 / 3, 0])
    #expect(found.raters.map(\.highestShare) == [0, 1.0 / 3])
    let narrow = try reliability(cells(incumbent, "23 32"))
    #expect(narrow.raters.allSatisfy { $0.lowestShare == 0 && $0.highestShare == 0 })
  }

  @Test(
    "what cannot be measured has a reason and no number",
    arguments: [
      ("4 3 2", "no unit has two ratings"),
      ("33 33 33", "every rating is the same, so agreement cannot be told from chance"),
    ])
  func undefined(grid: String, reason: String) throws {
    let found = try reliability(cells(incumbent, grid))
    #expect(found.alphaInterval == Coefficient(undefined: reason))
    for coefficient in [
      found.alphaInterval, found.alphaOrdinal, found.alphaNominal, found.fleissKappa, found.weightedKappa,
      found.intraclass.oneSingle, found.intraclass.twoSingle, found.intraclass.twoMean, found.intraclass.threeSingle,
    ] {
      #expect(coefficient.value == nil && coefficient.lower == nil && coefficient.reason != nil)
    }
  }

  @Test("no table of any shape gives a NaN, a zero-width interval, or a gap without a reason")
  func shapes() throws {
    for grid in [
      "4", "44", "45 45", "12", "1. .2", "11 55", "12 21", "345 345 345", "5555 5551", "1.. .2. ..3", "xx xx",
    ] {
      let found = try reliability(cells(incumbent, grid))
      let forms = found.intraclass
      for coefficient in [
        found.alphaInterval, found.alphaOrdinal, found.alphaNominal, found.ac1, found.ac2, found.fleissKappa,
        found.weightedKappa, forms.oneSingle, forms.twoSingle, forms.twoMean, forms.threeSingle,
      ] {
        let numbers = [coefficient.value, coefficient.lower, coefficient.upper].compactMap(\.self)
        #expect(numbers.allSatisfy { $0.isFinite }, "\(grid)")
        #expect(coefficient.lower == nil || (coefficient.lower ?? 0) < (coefficient.upper ?? 0), "\(grid)")
        #expect((coefficient.lower == nil) == (coefficient.reason != nil), "\(grid) \(coefficient)")
      }
    }
  }

  @Test("raters who share nothing have no leniency, and it says why")
  func disconnected() throws {
    let found = try reliability(cells(incumbent, "43.. 34.. ..52 ..25"))
    #expect(found.raters.allSatisfy { $0.leniency == nil })
    #expect(found.withoutLeniency?.contains("not connected") == true)
  }
}
