using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Predictions;

namespace Vidora.Integration.Tests.Predictions;

public sealed class PredictionAttributeNameTests
{
    [TestCase("Sample Pipeline", "sample_pipeline")]
    [TestCase("sample_pipeline", "sample_pipeline")]
    [TestCase("SamplePipeline", "sample_pipeline")]
    [TestCase("samplePipeline", "sample_pipeline")]
    [TestCase("SAMPLE PIPELINE", "sample_pipeline")]
    [TestCase("SAMPLE_PIPELINE", "sample_pipeline")]
    [TestCase("  Sample   Pipeline  ", "sample_pipeline")]
    [TestCase("__Sample__Pipeline__", "sample_pipeline")]
    [TestCase("Café", "cafe")]
    [TestCase("Cafe\u0301", "cafe")]
    [TestCase("Men's", "mens")]
    [TestCase("Men\u2019s Shoes", "mens_shoes")]
    [TestCase("Buy & Save", "buy_save")]
    [TestCase("Buy&Save", "buy_save")]
    [TestCase("100%", "100")]
    [TestCase("HTTPServer2Go", "http_server2_go")]
    [TestCase("7DayLTV", "7_day_ltv")]
    [TestCase("7 Day LTV", "7_day_ltv")]
    [TestCase("30-Day Churn", "30_day_churn")]
    [TestCase("Q1", "q1")]
    [TestCase("Q1 2024", "q1_2024")]
    [TestCase("q1A", "q1_a")]
    [TestCase("aB", "a_b")]
    [TestCase("ABc", "a_bc")]
    [TestCase("ABCd", "ab_cd")]
    [TestCase("aBCd", "a_b_cd")]
    [TestCase("A", "a")]
    [TestCase("AB", "ab")]
    [TestCase("A B", "a_b")]
    [TestCase("XMLHttpRequest", "xml_http_request")]
    [TestCase("iPhone15Pro", "i_phone15_pro")]
    [TestCase("LTV90D", "ltv90_d")]
    [TestCase("churn-v2.1", "churn_v2_1")]
    [TestCase("a/b\\c.d,e:f;g|h", "a_b_c_d_e_f_g_h")]
    [TestCase("tab\tand\nline", "tab_and_line")]
    [TestCase("no\u00A0break", "no_break")]
    [TestCase("ideographic\u3000space", "ideographic_space")]
    [TestCase("em\u2014dash", "emdash")]
    [TestCase("Purchase (high value)", "purchase_high_value")]
    [TestCase("Uplift: Email #3", "uplift_email_3")]
    [TestCase("Crème Brûlée", "creme_brulee")]
    [TestCase("Übergrößen", "ubergroßen")]
    [TestCase("GROẞ", "groß")]
    [TestCase("Ångström", "angstrom")]
    [TestCase("Łódź", "łodz")]
    [TestCase("Ελλάδα Πελάτες", "ελλαδα_πελατες")]
    [TestCase("ΟΔΟΣ", "οδοσ")]
    [TestCase("Отток клиентов", "отток_клиентов")]
    [TestCase("ОттокКлиентов", "отток_клиентов")]
    [TestCase("йод", "иод")]
    [TestCase("顧客離脱", "顧客離脱")]
    [TestCase("顧客 Churn", "顧客_churn")]
    [TestCase("ガチャ", "ガチャ")]
    [TestCase("カ\u3099チャ", "ガチャ")]
    [TestCase("ﾊﾟﾁﾝｺ", "パチンコ")]
    [TestCase("が", "が")]
    [TestCase("か", "か")]
    [TestCase("한국 고객", "한국_고객")]
    [TestCase("\u1112\u1161\u11ab", "한")]
    [TestCase("שלום עולם", "שלום_עולם")]
    [TestCase("توقع الشراء", "توقع_الشراء")]
    [TestCase("शेष", "शेष")]
    [TestCase("ขายดี", "ขายดี")]
    [TestCase("שָׁלוֹם", "שָׁלוֹם")]
    [TestCase("㊗\uFE0F 葛\U000E0100", "祝_葛")]
    [TestCase("1\uFE0F\u20E3 か🎉\u3099", "1_か")]
    [TestCase("\u3099\u0301か", "か")]
    [TestCase("ไทย", "ไทย")]
    [TestCase("İstanbul", "istanbul")]
    [TestCase("ısı", "ısı")]
    [TestCase("ﬁnal oﬃce", "final_office")]
    [TestCase("ＦｕｌｌＷｉｄｔｈ", "full_width")]
    [TestCase("x²", "x2")]
    [TestCase("①②", "12")]
    [TestCase("½", "12")]
    [TestCase("Ⅷ", "viii")]
    [TestCase("№ 5", "no_5")]
    [TestCase("™Brand", "tm_brand")]
    [TestCase("٣ أيام", "٣_أيام")]
    [TestCase("ǅungla", "dzungla")]
    [TestCase("\U0001D400\U0001D41B", "ab")]
    [TestCase("\U00010400\U00010401", "\U00010428\U00010429")]
    [TestCase("a\U00010400", "a_\U00010428")]
    [TestCase("🎉 Party 🎉", "party")]
    [TestCase("par\u200Bty", "party")]
    [TestCase("a\uD800b", "ab", TestName = "Normalize_HalfACharacterInside_IsRemoved")]
    [TestCase("\uDC00ab\uD800", "ab", TestName = "Normalize_HalfACharacterAtTheEnds_IsRemoved")]
    [TestCase("a\uFFFEb\uFFFF", "ab")]
    [TestCase("O'Brien", "o_brien")]
    [TestCase("$price€", "price")]
    [TestCase("C++", "c")]
    [TestCase("em@il", "emil")]
    public void Normalize_PipelineName_BecomesSnakeCase(string name, string expected)
    {
        Assert.That(PredictionAttributeName.Normalize(name), Is.EqualTo(expected));
        Assert.That(PredictionAttributeName.Normalize(expected), Is.EqualTo(expected));
    }

    [Test]
    public void Normalize_AnyForm_IsWhatAPersonTypes([Values("한국", "ガチャ", "أيام")] string typed, [Values] NormalizationForm form)
    {
        Assert.That(PredictionAttributeName.Normalize(typed.Normalize(form)), Is.EqualTo(typed));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("!!!")]
    [TestCase("___")]
    [TestCase("🎉")]
    [TestCase("\u0301\u0302")]
    [TestCase("\uD800", TestName = "Normalize_HalfACharacterAlone_ThrowsNamingTheInput")]
    public void Normalize_NothingLeft_ThrowsNamingTheInput(string name)
    {
        Assert.That(
            () => PredictionAttributeName.Normalize(name),
            Throws.ArgumentException.With.Message.Contains($"\"{name}\""));
    }

    [Test, Slow]
    public void Normalize_EveryCodePoint_IsIdempotentAndLeavesOnlyLettersDigitsAndTheirMarks()
    {
        var failures = new List<string>();
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            // Four of five code points mean nothing yet, or what their users agree on. They are alike, so one text of each suffices.
            var isAlike = Rune.GetUnicodeCategory(new Rune(value)) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;
            string[] texts = isAlike
                ? [$"A{new Rune(value)}B{new Rune(value)}c"]
                : [$"{new Rune(value)}", $"a{new Rune(value)}b", $"A{new Rune(value)}B{new Rune(value)}c"];
            foreach (var text in texts)
            {
                var once = SnakeCase.Of(text);
                if (SnakeCase.Of(once) != once || !once.EnumerateRunes().All(IsOfAWord))
                {
                    failures.Add($"U+{value:X4}");
                }
            }
        }

        Assert.That(failures, Is.Empty);
    }

    private static bool IsOfAWord(Rune rune) =>
        rune.Value == '_'
        || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    [Test]
    public void Normalize_AnyText_IsIdempotent()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(AnyText(), text =>
        {
            var once = SnakeCase.Of(text);
            return SnakeCase.Of(once) == once;
        }));
    }

    [Test]
    public void Normalize_AnyText_HasSingleSeparatorsBetweenWordsOnly()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(AnyText(), text =>
        {
            var normal = SnakeCase.Of(text);
            return !normal.Contains("__", StringComparison.Ordinal) && !normal.StartsWith('_') && !normal.EndsWith('_');
        }));
    }

    [Test]
    public void Normalize_LongText_IsNotCut()
    {
        var name = string.Concat(Enumerable.Repeat("Ab\uFDFA", 5_000));

        Assert.That(PredictionAttributeName.Normalize(name), Has.Length.GreaterThan(5_000 * 15));
    }

    [Test]
    public void Create_PipelineOnly_IsTheScoreOfVidora()
    {
        var name = PredictionAttributeName.Create("Sample Pipeline");

        Assert.That(name.ToString(), Is.EqualTo("$intelligent_attribute:vidora:sample_pipeline__score"));
        Assert.That(name.Vendor, Is.EqualTo(PredictionVendor.Vidora));
        Assert.That(name.Pipeline, Is.EqualTo("sample_pipeline"));
        Assert.That(name.Column, Is.EqualTo("score"));
    }

    [TestCase("Conversion Probability", "score")]
    [TestCase("conversion_probability", "score")]
    [TestCase("ConversionProbability", "score")]
    [TestCase("Predicted Value", "score")]
    [TestCase("Probability", "score")]
    [TestCase("Score", "score")]
    [TestCase("Uplift", "score")]
    [TestCase("Percentile", "percentile")]
    [TestCase("PERCENTILE", "percentile")]
    [TestCase("Top Item", "top_item")]
    [TestCase("Scores", "scores")]
    public void Create_Column_IsNamedByTheColumnRule(string column, string expected)
    {
        Assert.That(PredictionAttributeName.Create("P", column).Column, Is.EqualTo(expected));
    }

    [Test]
    public void Create_Cortex_NamesTheVendor()
    {
        Assert.That(
            PredictionAttributeName.Create("Churn", "Percentile", PredictionVendor.Cortex).ToString(),
            Is.EqualTo("$intelligent_attribute:cortex:churn__percentile"));
    }

    [Test]
    public void Create_NothingLeft_ThrowsNamingTheInput()
    {
        Assert.That(() => PredictionAttributeName.Create("???"), Throws.ArgumentException.With.Message.Contains("\"???\""));
        Assert.That(() => PredictionAttributeName.Create("P", "%%"), Throws.ArgumentException.With.Message.Contains("\"%%\""));
    }

    [Test]
    public void Create_AtAndOverTheLimit_FitsAndThrowsGivingTheLength()
    {
        var room = PredictionAttributeName.MaxLength - "$intelligent_attribute:vidora:__score".Length;

        Assert.That(PredictionAttributeName.Create(new string('p', room)).ToString(), Has.Length.EqualTo(256));
        Assert.That(
            () => PredictionAttributeName.Create(new string('p', room + 1)),
            Throws.ArgumentException.With.Message.Contains("257").And.Message.Contains("256"));
    }

    [TestCase("$intelligent_attribute:vidora:sample_pipeline__score", "vidora", "sample_pipeline", "score")]
    [TestCase("$intelligent_attribute:cortex:q1__percentile", "cortex", "q1", "percentile")]
    [TestCase("$intelligent_attribute:another_one:顧客離脱__top_item", "another_one", "顧客離脱", "top_item")]
    public void Parse_Name_GivesItsParts(string text, string vendor, string pipeline, string column)
    {
        var name = PredictionAttributeName.Parse(text);

        Assert.That((name.Vendor.ToString(), name.Pipeline, name.Column), Is.EqualTo((vendor, pipeline, column)));
        Assert.That(name.ToString(), Is.EqualTo(text));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("plan")]
    [TestCase("$intelligent_attribute:")]
    [TestCase("$intelligent_attribute:vidora")]
    [TestCase("$intelligent_attribute:vidora:")]
    [TestCase("$intelligent_attribute:vidora:p")]
    [TestCase("$intelligent_attribute:vidora:p_score")]
    [TestCase("$intelligent_attribute:vidora:__score")]
    [TestCase("$intelligent_attribute:vidora:p__")]
    [TestCase("$intelligent_attribute::p__score")]
    [TestCase("$intelligent_attribute:vidora:p___score")]
    [TestCase("$intelligent_attribute:vidora:p__a__b")]
    [TestCase("$intelligent_attribute:vidora:Sample__score")]
    [TestCase("$intelligent_attribute:vidora:a b__score")]
    [TestCase("$Intelligent_attribute:vidora:p__score")]
    [TestCase("$intelligent_attribute:vidora:a:p__score")]
    [TestCase(" $intelligent_attribute:vidora:p__score")]
    public void TryParse_NoName_IsFalse(string? text)
    {
        Assert.That(PredictionAttributeName.TryParse(text, out var name), Is.False);
        Assert.That(name, Is.Null);
        if (text is not null)
        {
            Assert.That(() => PredictionAttributeName.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains($"\"{text}\""));
        }
    }

    [Test]
    public void TryParse_TooLong_IsFalse()
    {
        var room = PredictionAttributeName.MaxLength - "$intelligent_attribute:vidora:__score".Length;

        Assert.That(PredictionAttributeName.TryParse($"$intelligent_attribute:vidora:{new string('p', room)}__score", out _), Is.True);
        Assert.That(PredictionAttributeName.TryParse($"$intelligent_attribute:vidora:{new string('p', room + 1)}__score", out _), Is.False);
    }

    [Test]
    public void Parse_WhatCreateMade_GivesTheSameName()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(AnyText(), AnyText(), (pipeline, column) =>
        {
            if (SnakeCase.Of(pipeline).Length is 0 or > 80 || SnakeCase.Of(column).Length is 0 or > 80)
            {
                return true;
            }

            var name = PredictionAttributeName.Create(pipeline, column, PredictionVendor.Cortex);
            var parsed = PredictionAttributeName.Parse(name.ToString());
            return parsed == name && PredictionAttributeName.Create(parsed.Pipeline, parsed.Column, parsed.Vendor) == name;
        }));
    }

    [Test]
    public void TryParse_AnyText_NeverThrows()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(AnyText(), text =>
            !PredictionAttributeName.TryParse($"$intelligent_attribute:vidora:{text}", out var name) || name.ToString().EndsWith(text, StringComparison.Ordinal)));
    }

    [Test]
    public void PredictionVendor_DefaultAndText_AreCompared()
    {
        Assert.That(default(PredictionVendor), Is.EqualTo(new PredictionVendor("vidora")));
        Assert.That(PredictionVendor.Cortex == new PredictionVendor("cortex"), Is.True);
        Assert.That(PredictionVendor.Cortex != PredictionVendor.Vidora, Is.True);
        Assert.That(() => new PredictionVendor("Vidora Inc"), Throws.ArgumentException.With.Message.Contains("Vidora Inc"));
    }


    /// <summary>Text of any UTF-16 units: letters of many scripts, marks, pairs and halves of surrogates, separators.</summary>
    private static Arbitrary<string> AnyText()
    {
        var unit = Gen.OneOf(
            Gen.Choose(0x20, 0x7E).Select(c => ((char)c).ToString()),
            Gen.Elements(" ", "_", "-", "A", "B", "a", "b", "1", "'", "\u0301", "\u0307", "İ", "ı", "Σ", "ς", "ẞ", "ß", "²", "ᴬ", "ꟲ", "ﷺ", "ϴ", "K"),
            Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString()),
            Gen.Choose(0x10000, 0x10FFFF).Select(char.ConvertFromUtf32),
            Gen.Choose(0x1D400, 0x1D7FF).Select(char.ConvertFromUtf32),
            Gen.Choose(0xD800, 0xDFFF).Select(c => ((char)c).ToString()));
        return unit.ListOf().Select(string.Concat).ToArbitrary();
    }
}
