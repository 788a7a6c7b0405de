using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>Reads every public property of a model and of what it holds.</summary>
internal static class ModelWalk
{
    private const int Deepest = 16;

    private static readonly ConcurrentDictionary<Type, Func<object, object?>[]> _properties = new();

    /// <returns>How many values there were.</returns>
    public static int Over(object? value, int depth = 0)
    {
        switch (value)
        {
            case null or string or IFormattable or bool:
                return 1;
            case IEnumerable items:
                var count = 0;
                foreach (var item in items)
                {
                    count += Over(item, depth + 1);
                }

                return count;
            case not null when depth < Deepest:
                var values = 0;
                foreach (var property in _properties.GetOrAdd(value.GetType(), PropertiesOf))
                {
                    values += Over(property(value), depth + 1);
                }

                return values;
            default:
                return 0;
        }
    }

    private static Func<object, object?>[] PropertiesOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).Select(Getter)];

    private static Func<object, object?> Getter(PropertyInfo property)
    {
        var model = Expression.Parameter(typeof(object));
        var read = Expression.Property(Expression.Convert(model, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(read, typeof(object)), model).Compile();
    }
}
