using System.Text.Json;
using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

/// <summary>Answers that nothing can be made of say why; everything else is read as far as it goes.</summary>
public sealed class AnswerReaderTests
{
    [TestCase("{}", "Not an array.")]
    [TestCase("[7]", "Not an object.")]
    [TestCase("""[{"name":"x"}]""", "A pipeline without an id.")]
    [TestCase("""[{"id":""}]""", "A pipeline without an id.")]
    public void ReadPipelines_WhatIsNone_SaysWhy(string json, string expected) =>
        Assert.That(() => AnswerReader.ReadPipelines(Json(json)), Throws.TypeOf<FormatException>().With.Message.EqualTo(expected));

    [Test]
    public void ReadPipelines_Fields_AreReadAsTheyCome()
    {
        var pipelines = AnswerReader.ReadPipelines(Json(
            """
            [{"id":7,"name":"N","type":"Uplift","active":"TRUE","recurring":false,"status":"Running",
              "created_at":"2026-01-02T03:04:05","last_trained_at":"2026-01-02T03:04:05+02:00","last_prediction_at":"soon"},
             {"id":"a","active":"maybe","recurring":1,"created_at":null}]
            """));
        Assert.That(
            (pipelines[0].Id, pipelines[0].Name, pipelines[0].Type.ToString(), pipelines[0].IsActive, pipelines[0].IsRecurring, pipelines[0].Status.ToString()),
            Is.EqualTo(("7", "N", "Uplift", (bool?)true, (bool?)false, "Running")).IgnoreCase);
        Assert.That(pipelines[0].CreatedAt, Is.EqualTo(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        Assert.That(pipelines[0].LastTrainedAt!.Value.ToString("o"), Is.EqualTo("2026-01-02T01:04:05.0000000+00:00"));
        Assert.That(pipelines[0].LastPredictionAt, Is.Null);
        Assert.That((pipelines[1].Id, pipelines[1].Name, pipelines[1].IsActive, pipelines[1].IsRecurring, pipelines[1].CreatedAt), Is.EqualTo(("a", (string?)null, (bool?)null, (bool?)null, (DateTimeOffset?)null)));
    }

    [TestCase("{}", "Not an array.")]
    [TestCase("[[]]", "Not an object.")]
    [TestCase("""[{"p":"high"}]""", "A score that is no finite number.")]
    [TestCase("""[{"p":{"score":1e999}}]""", "A score that is no finite number.")]
    [TestCase("""[{"p":true}]""", "A score that is no finite number.")]
    public void ReadPredictions_WhatIsNone_SaysWhy(string json, string expected) =>
        Assert.That(() => AnswerReader.ReadPredictions(Json(json)), Throws.TypeOf<FormatException>().With.Message.EqualTo(expected));

    [Test]
    public void ReadPredictions_NoScore_IsNoPrediction()
    {
        var predictions = AnswerReader.ReadPredictions(Json("""[{"a":null,"b":{},"c":{"score":null},"d":"0.5"},{"e":{"score":1,"percentile":null}}]"""));
        Assert.That(predictions.Select(prediction => (prediction.PipelineId, prediction.Score, prediction.Percentile)), Is.EqualTo(new[]
        {
            ("d", 0.5, (double?)null),
            ("e", 1d, null),
        }));
    }

    [TestCase("[]", null, null)]
    [TestCase("null", null, null)]
    [TestCase("{}", null, null)]
    [TestCase("""{"score":"0.25","percentile":"0.5"}""", 0.25, 0.5)]
    [TestCase("""[{"score":0.25}]""", 0.25, null)]
    [TestCase("0.75", 0.75, null)]
    public void ReadPrediction_OneOrNone_IsRead(string json, double? score, double? percentile)
    {
        var prediction = AnswerReader.ReadPrediction(Json(json), "p");
        Assert.That((prediction?.Score, prediction?.Percentile), Is.EqualTo((score, percentile)));
        Assert.That(prediction?.PipelineId, Is.EqualTo(score is null ? null : "p"));
    }

    [Test]
    public void ReadPrediction_SeveralOfThem_SaysSo() => Assert.That(
        () => AnswerReader.ReadPrediction(Json("[0.1,0.2]"), "p"),
        Throws.TypeOf<FormatException>().With.Message.EqualTo("More than one prediction for one pipeline."));

    [Test]
    public void ReadUserIds_NumbersAndTexts_AreIds()
    {
        Assert.That(AnswerReader.ReadUserIds(Json("""["a",9223372036854775808]""")), Is.EqualTo(new[] { "a", "9223372036854775808" }));
        Assert.That(() => AnswerReader.ReadUserIds(Json("[null]")), Throws.TypeOf<FormatException>().With.Message.EqualTo("A user id that is no text."));
        Assert.That(() => AnswerReader.ReadUserIds(Json("\"a\"")), Throws.TypeOf<FormatException>().With.Message.EqualTo("Not an array."));
    }

    [TestCase("\"r-1\"", "r-1")]
    [TestCase("""{"request_id":17}""", "17")]
    [TestCase("{}", null)]
    [TestCase("[]", null)]
    public void ReadRequestId_TextOrMember_IsTheId(string json, string? expected) => Assert.That(AnswerReader.ReadRequestId(Json(json)), Is.EqualTo(expected));

    [TestCase("\"Completed\"")]
    [TestCase("""{"status":"Completed","request_status":"Pending"}""")]
    [TestCase("""{"request_status":"Completed"}""")]
    public void ReadErasureStatus_TextOrMember_IsTheStatus(string json) =>
        Assert.That(AnswerReader.ReadErasureStatus(Json(json)), Is.EqualTo("Completed"));

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
