using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Vidora.Integration.Pipelines.Learning;

/// <summary>Says how trees are grown.</summary>
internal readonly record struct TreeSettings(int Trees, int Leaves, int MinimumRows, double Rate = 0.05, double FeatureShare = 0.5);

/// <summary>
/// Trains models with Microsoft.ML. A warning of the library fails the training: the only sign of a row that it left out.
/// </summary>
/// <param name="seed">The seed of the library's random choices.</param>
/// <param name="threads">The threads that grow trees; they do not change the result. Linear models are trained on one.</param>
internal sealed class Learner(int seed, int threads)
{
    /// <summary>Is the best of 10, 30, 100 and 300 for few examples, such as 500 labels. Many examples outweigh any of them.</summary>
    private const float Ridge = 100;

    private const float Tolerance = 1e-5f;
    private const double LeastSpread = 1e-6;

    /// <summary>Is the warning when no split is worth it. It is about no row: the model has fewer trees.</summary>
    private const string NoTreeGrown = "failed to grow a tree";

    /// <summary>Makes the penalty of favoured columns a hundredth.</summary>
    private const double Favour = 10;

    /// <summary>Trains a logistic regression on some columns. Favoured columns are almost not penalized.</summary>
    public Model Logistic(Rows rows, IReadOnlyList<int>? columns = null, IReadOnlyList<int>? favoured = null)
    {
        var scale = Scaling.Of(rows, columns, favoured, Favour);
        if (scale.Columns.Length == 0)
        {
            return new LinearModel(Model.LogOdds(Math.Clamp(rows.Mean, 1e-6, 1 - 1e-6)), new double[rows.Width], new double[rows.Width]);
        }

        var context = Context();
        BinaryRow[] scaled = [.. rows.Features.Select((row, i) => new BinaryRow { Features = scale.Apply(row), Label = rows.Labels[i] > 0.5f })];
        var data = context.Data.Cache(context.Data.LoadFromEnumerable(scaled, SchemaOf<BinaryRow>(scale.Columns.Length)));
        var trainer = context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            L1Regularization = 0, L2Regularization = Ridge, NumberOfThreads = 1, InitialWeightsDiameter = 0, Quiet = true,
            LabelColumnName = nameof(BinaryRow.Label), FeatureColumnName = nameof(BinaryRow.Features), OptimizationTolerance = Tolerance,
        });
        var model = Run(context, () => trainer.Fit(data)).Model.SubModel;
        return scale.ToModel([.. model.Weights.Select(weight => (double)weight)], model.Bias);
    }

    /// <summary>Trains a ridge regression. The normal equations are small, so that they are solved directly.</summary>
    public static Model RidgeRegression(Rows rows, IReadOnlyList<int>? columns = null, double penalty = Ridge)
    {
        var scale = Scaling.Of(rows, columns, null, 1);
        var width = scale.Columns.Length;
        var mean = rows.Mean;
        var (matrix, right) = (new double[width, width], new double[width]);
        for (var r = 0; r < rows.Count; r++)
        {
            var x = scale.Apply(rows.Features[r]);
            for (var i = 0; i < width; i++)
            {
                right[i] += x[i] * (rows.Labels[r] - mean);
                for (var j = 0; j <= i; j++)
                {
                    matrix[i, j] += x[i] * x[j];
                }
            }
        }

        for (var i = 0; i < width; i++)
        {
            matrix[i, i] += penalty;
        }

        return scale.ToModel(Cholesky.Solve(matrix, right), mean);
    }

    /// <summary>Grows trees for a label of 0 or 1. The scores are log-odds.</summary>
    public Model Trees(Rows rows, TreeSettings settings)
    {
        var context = Context();
        var data = context.Data.LoadFromEnumerable(
            rows.Features.Select((row, i) => new BinaryRow { Features = row, Label = rows.Labels[i] > 0.5f }), SchemaOf<BinaryRow>(rows.Width));
        var options = new FastTreeBinaryTrainer.Options();
        Set(options, settings);
        var fitted = Run(context, () => context.BinaryClassification.Trainers.FastTree(options).Fit(data)).Model;
        var platt = (PlattCalibrator)fitted.Calibrator;
        return Convert(fitted.SubModel.TrainedTreeEnsemble, rows.Width, -platt.Slope, -platt.Offset);
    }

    /// <summary>Grows trees for a number.</summary>
    public Model RegressionTrees(Rows rows, TreeSettings settings)
    {
        // The library starts at 0, so that the label is centred.
        var mean = rows.Mean;
        var context = Context();
        var data = context.Data.LoadFromEnumerable(
            rows.Features.Select((row, i) => new NumberRow { Features = row, Label = (float)(rows.Labels[i] - mean) }), SchemaOf<NumberRow>(rows.Width));
        var options = new FastTreeRegressionTrainer.Options();
        Set(options, settings);
        var fitted = Run(context, () => context.Regression.Trainers.FastTree(options).Fit(data)).Model;
        return Convert(fitted.TrainedTreeEnsemble, rows.Width, 1, mean);
    }

    private static TreeModel Convert(RegressionTreeEnsemble ensemble, int width, double scale, double offset)
    {
        var nodes = new List<TreeModel.Node>();
        var leaves = new List<double>();
        var roots = new int[ensemble.Trees.Count];
        var gains = new double[width];
        for (var t = 0; t < roots.Length; t++)
        {
            var tree = ensemble.Trees[t];
            var (firstNode, firstLeaf) = (nodes.Count, leaves.Count);
            int Child(int child) => child >= 0 ? firstNode + child : ~(firstLeaf + ~child);
            for (var i = 0; i < tree.NumberOfNodes; i++)
            {
                var feature = tree.NumericalSplitFeatureIndexes[i];
                nodes.Add(new TreeModel.Node(feature, tree.NumericalSplitThresholds[i], Child(tree.LeftChild[i]), Child(tree.RightChild[i])));
                gains[feature] += Math.Sqrt(Math.Max(0, tree.SplitGains[i]));
            }

            leaves.AddRange(tree.LeafValues.Select(value => value * ensemble.TreeWeights[t]));
            roots[t] = tree.NumberOfNodes == 0 ? ~firstLeaf : firstNode;
        }

        return new TreeModel((scale * ensemble.Bias) + offset, scale, [.. nodes], roots, [.. leaves], gains);
    }

    private static SchemaDefinition SchemaOf<T>(int width)
    {
        var schema = SchemaDefinition.Create(typeof(T));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return schema;
    }

    private static T Run<T>(MLContext context, Func<T> train)
    {
        string? warning = null;
        context.Log += (_, log) => warning ??= log.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error
            && !log.Message.Contains(NoTreeGrown, StringComparison.Ordinal) ? log.Message : null;
        var result = train();
        return warning is null ? result : throw new LearningException($"The training was not clean: {warning}");
    }

    private MLContext Context() => new(seed);

    private void Set(BoostedTreeOptions options, TreeSettings settings)
    {
        options.NumberOfTrees = settings.Trees;
        options.NumberOfLeaves = settings.Leaves;
        options.MinimumExampleCountPerLeaf = settings.MinimumRows;
        options.LearningRate = settings.Rate;
        options.FeatureFraction = settings.FeatureShare;
        options.Seed = seed;
        options.FeatureSelectionSeed = seed;
        options.NumberOfThreads = threads;
        options.LabelColumnName = "Label";
        options.FeatureColumnName = "Features";
    }

    private sealed class BinaryRow
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class NumberRow
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }

    /// <summary>Brings columns to mean 0 and spread 1, and leaves out constant ones.</summary>
    private sealed class Scaling
    {
        private readonly double[] _means;
        private readonly double[] _factors;
        private readonly double[] _spreads;
        private readonly int _width;

        private Scaling(int width, int[] columns, double[] means, double[] factors, double[] spreads) =>
            (_width, Columns, _means, _factors, _spreads) = (width, columns, means, factors, spreads);

        public int[] Columns { get; }

        public static Scaling Of(Rows rows, IReadOnlyList<int>? columns, IReadOnlyList<int>? favoured, double favour)
        {
            var kept = new List<(int Column, double Mean, double Spread)>();
            foreach (var column in columns ?? [.. Enumerable.Range(0, rows.Width)])
            {
                double sum = 0, squares = 0;
                foreach (var row in rows.Features)
                {
                    sum += row[column];
                }

                var mean = sum / rows.Count;
                foreach (var row in rows.Features)
                {
                    squares += (row[column] - mean) * (row[column] - mean);
                }

                var spread = Math.Sqrt(squares / rows.Count);
                if (spread > LeastSpread)
                {
                    kept.Add((column, mean, spread));
                }
            }

            return new Scaling(
                rows.Width,
                [.. kept.Select(part => part.Column)],
                [.. kept.Select(part => part.Mean)],
                [.. kept.Select(part => (favoured?.Contains(part.Column) == true ? favour : 1) / part.Spread)],
                [.. kept.Select(part => part.Spread)]);
        }

        public float[] Apply(float[] row)
        {
            var scaled = new float[Columns.Length];
            for (var i = 0; i < scaled.Length; i++)
            {
                scaled[i] = (float)((row[Columns[i]] - _means[i]) * _factors[i]);
            }

            return scaled;
        }

        public LinearModel ToModel(double[] weights, double bias)
        {
            var (full, spreads) = (new double[_width], new double[_width]);
            for (var i = 0; i < weights.Length; i++)
            {
                full[Columns[i]] = weights[i] * _factors[i];
                spreads[Columns[i]] = _spreads[i];
                bias -= full[Columns[i]] * _means[i];
            }

            return new LinearModel(bias, full, spreads);
        }
    }
}
