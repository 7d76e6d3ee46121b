import Testing

/// What is refused about a study's choice of images, with the whole message.
@Suite struct SampleRefusalTests {
  @Test("refuses weights that do not add up to 1, with their sum")
  func weightsDoNotAddUp() throws {
    let study = try StudyFixture([
      ("chart: 0.1}", "chart: 0.2}")
    ])
    #expect(
      study.refusal == """
        study.yaml:7:3: the weights of 'dataset.traffic' add up to 1.1, not 1.
                They are shares of production, and the estimate would be off.
                Make them add up to 1.
        """)
  }

  @Test("refuses a weight for a category that no image has")
  func weightForCategoryNoImage() throws {
    let study = try StudyFixture([
      ("everyday: 0.3", "everyday: 0.2, screenshots: 0.1")
    ])
    #expect(
      study.refusal == """
        study.yaml:7:42: no image has the category 'screenshots'.
                Its weight would have nothing to stand on.
                The set has: chart, everyday, product.
        """)
  }

  @Test("refuses a category without a weight")
  func categoryWithoutWeight() throws {
    let study = try StudyFixture([
      ("product: 0.6, everyday: 0.3, chart: 0.1", "product: 0.7, everyday: 0.3")
    ])
    #expect(
      study.refusal == """
        study.yaml:7:3: 'dataset.traffic' gives no weight to 'chart'.
                Images of it would be captioned and rated, and count nothing.
                Add the share of each, or leave its images out of the set.
        """)
  }

  @Test("refuses a weight of 0")
  func weight() throws {
    let study = try StudyFixture([
      ("chart: 0.1}", "chart: 0}")
    ])
    #expect(
      study.refusal == """
        study.yaml:7:49: 'dataset.traffic.chart' is '0', not a number above 0.
                It sets what that category counts in the estimate.
                Write its share of production, for example `chart: 0.3`; leave images that do not count out of the set.
        """)
  }

  @Test("refuses a data set that is not there")
  func dataSetNotThere() throws {
    let study = try StudyFixture([
      ("path: data", "path: dota")
    ])
    #expect(
      study.refusal == """
        study.yaml:5:9: there is no data set at dota.
                There would be nothing to caption.
                Check the path; it is taken from the study file's folder.
        """)
  }

  @Test("refuses a sample larger than the set")
  func sampleLargerThanSet() throws {
    let study = try StudyFixture([
      ("n: 6", "n: 60")
    ])
    #expect(
      study.refusal == """
        study.yaml:6:15: 'dataset.sample.n' is 60, and the set has 11 images.
                The sample could not be drawn as declared.
                Write at most 11, or add images.
        """)
  }

  @Test("refuses more of a category than there is, and a category that is not there")
  func moreCategoryThanThereCategory() throws {
    let study = try StudyFixture([
      ("{chart: 2}", "{chart: 9, charts: 1}")
    ])
    #expect(
      study.refusal == """
        study.yaml:6:15: 'dataset.sample.n' is 6, and 'per_category' alone asks for 10.
                The sample could not be drawn as declared.
                Raise `n`, or lower the categories.

        study.yaml:6:42: 'per_category.chart' is 9, and the set has 3 images of it.
                The sample could not be drawn as declared.
                Write at most 3, or add images.

        study.yaml:6:52: no image has the category 'charts'.
                The sample could not be drawn as declared.
                Did you mean 'chart'?
        """)
  }

  @Test("refuses categories that ask for more than the sample")
  func categoriesAskForMoreThan() throws {
    let study = try StudyFixture([
      ("n: 6", "n: 1")
    ])
    #expect(
      study.refusal == """
        study.yaml:6:15: 'dataset.sample.n' is 1, and 'per_category' alone asks for 2.
                The sample could not be drawn as declared.
                Raise `n`, or lower the categories.
        """)
  }

  @Test("refuses a sample that leaves a weighted category empty")
  func sampleLeavesWeightedCategoryEmpty() throws {
    let study = try StudyFixture([
      ("n: 6", "n: 3")
    ])
    #expect(
      study.refusal == """
        study.yaml:6:15: a sample of 3 leaves no image of 'everyday'.
                Its weight in 'traffic' would have nothing to stand on.
                Raise `n`, or give it a number under `per_category`.
        """)
  }

  @Test("refuses a number per category without a number in all")
  func numberPerCategoryWithoutNumber() throws {
    let study = try StudyFixture([
      ("n: 6, ", "")
    ])
    #expect(
      study.refusal == """
        study.yaml:6:21: 'dataset.sample' has 'per_category' but no 'n'.
                Nobody could tell how many of the others are drawn.
                Add `n: 200`, the number of images in all.
        """)
  }

  @Test("refuses an unknown form of data set")
  func unknownFormDataSet() throws {
    let study = try StudyFixture([
      ("path: data", "path: data\n  format: folders")
    ])
    #expect(
      study.refusal == """
        study.yaml:6:11: 'dataset.format' is 'folders', not 'imagefolder' or 'folder' or 'csv' or 'jsonl' or 'coco' or 'karpathy' or 'flickr'.
                It sets the data set's form; that would be left to guesswork.
                Write, for example, `format: imagefolder`.
        """)
  }
}
