using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Vidora.Integration.Delivery.Tests.Sqlite;

/// <summary>
/// Stands between SQLite and the files of a folder: knows what was synced, can cut the power, can be full, and can fail to sync.
/// </summary>
/// <remarks>
/// It replaces the functions that write, cut, sync and close a file in SQLite's default VFS, and calls them. What was not synced is gone
/// after a power cut.
/// </remarks>
internal sealed unsafe class SimulatedDisk : IDisposable
{
    private const int Ok = 0;
    private const int DiskFull = 13;
    private const int SyncFailed = 1034;
    private const int MethodsSize = 152;

    // Offsets in sqlite3_vfs and sqlite3_io_methods with pointers of 8 bytes.
    private const int VfsOpen = 40;
    private const int VfsDelete = 48;
    private const int Close = 8;
    private const int Read = 16;
    private const int Write = 24;
    private const int Truncate = 32;
    private const int Sync = 40;
    private const int FileSize = 48;

    private static readonly ConcurrentDictionary<string, SimulatedDisk> _disks = new();
    private static readonly ConcurrentDictionary<nint, OpenFile> _open = new();
    private static readonly Lock _install = new();
    private static delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, int> _vfsOpen;
    private static delegate* unmanaged[Cdecl]<nint, nint, int, int> _vfsDelete;

    private readonly string _folder;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Image> _images = [];

    public SimulatedDisk(string folder)
    {
        _folder = folder;
        lock (_install)
        {
            if (_vfsOpen is null)
            {
                var vfs = sqlite3_vfs_find(0);
                _vfsOpen = (delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, int>)Get(vfs, VfsOpen);
                _vfsDelete = (delegate* unmanaged[Cdecl]<nint, nint, int, int>)Get(vfs, VfsDelete);
                delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, int> open = &OnOpen;
                delegate* unmanaged[Cdecl]<nint, nint, int, int> delete = &OnDelete;
                Set(vfs, VfsDelete, (nint)delete);
                Set(vfs, VfsOpen, (nint)open);
            }
        }

        _disks[folder] = this;
    }

    /// <summary>Gets or sets the bytes that fit on the disk. Other files of the folder count too.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Gets or sets the size of the disk. Other programs use what the capacity is less.</summary>
    public long Size { get; set; } = long.MaxValue;

    /// <summary>Gets or sets whether a sync of a file fails.</summary>
    public Func<string, bool> FailsSync { get; set; } = _ => false;

    /// <summary>Gets or sets what is called with the path before a sync.</summary>
    public Action<string> BeforeSync { get; set; } = _ => { };

    public long Free => Math.Max(0, Capacity - Used);

    private long Used
    {
        get
        {
            lock (_lock)
            {
                return _images.Values.Sum(image => image.Length) + OtherFiles();
            }
        }
    }

    /// <summary>Gets the bytes that were written since the start.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Writes what is durable now into a folder, as a machine finds it that starts again.</summary>
    public void CutPower(string into)
    {
        lock (_lock)
        {
            foreach (var (path, image) in _images)
            {
                if (image.Syncs > 0 || image.WasThere)
                {
                    File.WriteAllBytes(Path.Combine(into, Path.GetFileName(path)), image.Durable);
                }
            }
        }
    }

    /// <summary>Cuts the power before each sync of some work. Returns what a machine finds each time.</summary>
    public List<TemporaryFolder> CutPowerAtEachSync(Action work)
    {
        var cuts = new List<TemporaryFolder>();
        BeforeSync = _ =>
        {
            cuts.Add(new TemporaryFolder());
            CutPower(cuts[^1].Path);
        };
        work();
        BeforeSync = _ => { };
        return cuts;
    }

    public void Dispose() => _disks.TryRemove(_folder, out _);

    private long OtherFiles() => Directory.EnumerateFiles(_folder).Where(file => !_images.ContainsKey(file)).Sum(file => new FileInfo(file).Length);

    private bool Takes(OpenFile file, long end)
    {
        lock (_lock)
        {
            return end <= file.Image.Length || end - file.Image.Length <= Free;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnOpen(nint vfs, nint name, nint file, int flags, nint outFlags)
    {
        var result = _vfsOpen(vfs, name, file, flags, outFlags);
        var path = name == 0 ? "" : Marshal.PtrToStringUTF8(name)!;
        var methods = Get(file, 0);
        if (result != Ok || methods == 0 || !_disks.TryGetValue(Path.GetDirectoryName(path) ?? "", out var disk))
        {
            return result;
        }

        var copy = Marshal.AllocHGlobal(MethodsSize);
        Buffer.MemoryCopy((void*)methods, (void*)copy, MethodsSize, MethodsSize);
        delegate* unmanaged[Cdecl]<nint, int> close = &OnClose;
        delegate* unmanaged[Cdecl]<nint, nint, int, long, int> write = &OnWrite;
        delegate* unmanaged[Cdecl]<nint, long, int> truncate = &OnTruncate;
        delegate* unmanaged[Cdecl]<nint, int, int> sync = &OnSync;
        Set(copy, Close, (nint)close);
        Set(copy, Write, (nint)write);
        Set(copy, Truncate, (nint)truncate);
        Set(copy, Sync, (nint)sync);
        lock (disk._lock)
        {
            if (!disk._images.TryGetValue(path, out var image))
            {
                disk._images[path] = image = new Image(Content(file, methods));
            }

            _open[file] = new OpenFile(disk, path, image, methods, copy);
        }

        Set(file, 0, copy);
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnDelete(nint vfs, nint name, int syncFolder)
    {
        var result = _vfsDelete(vfs, name, syncFolder);
        var path = Marshal.PtrToStringUTF8(name)!;
        if (result == Ok && _disks.TryGetValue(Path.GetDirectoryName(path) ?? "", out var disk))
        {
            lock (disk._lock)
            {
                disk._images.Remove(path);
            }
        }

        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnClose(nint file)
    {
        _open.TryRemove(file, out var open);
        Set(file, 0, open!.Methods);
        var result = ((delegate* unmanaged[Cdecl]<nint, int>)Get(open.Methods, Close))(file);
        Marshal.FreeHGlobal(open.Copy);
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnWrite(nint file, nint data, int length, long offset)
    {
        var open = _open[file];
        if (!open.Disk.Takes(open, offset + length))
        {
            return DiskFull;
        }

        var result = ((delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)Get(open.Methods, Write))(file, data, length, offset);
        if (result == Ok)
        {
            lock (open.Disk._lock)
            {
                open.Image.Write(new ReadOnlySpan<byte>((void*)data, length), offset);
                open.Disk.BytesWritten += length;
            }
        }

        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTruncate(nint file, long length)
    {
        var open = _open[file];
        var result = ((delegate* unmanaged[Cdecl]<nint, long, int>)Get(open.Methods, Truncate))(file, length);
        if (result == Ok)
        {
            lock (open.Disk._lock)
            {
                open.Image.Cut(length);
            }
        }

        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSync(nint file, int flags)
    {
        var open = _open[file];
        open.Disk.BeforeSync(open.Path);
        if (open.Disk.FailsSync(open.Path))
        {
            return SyncFailed;
        }

        lock (open.Disk._lock)
        {
            open.Image.Sync();
        }

        return ((delegate* unmanaged[Cdecl]<nint, int, int>)Get(open.Methods, Sync))(file, flags);
    }

    private static byte[] Content(nint file, nint methods)
    {
        long size;
        ((delegate* unmanaged[Cdecl]<nint, long*, int>)Get(methods, FileSize))(file, &size);
        var content = new byte[size];
        fixed (byte* start = content)
        {
            if (size > 0)
            {
                ((delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)Get(methods, Read))(file, start, (int)size, 0);
            }
        }

        return content;
    }

    private static nint Get(nint structure, int offset) => *(nint*)(structure + offset);

    private static void Set(nint structure, int offset, nint value) => *(nint*)(structure + offset) = value;

    [DllImport("e_sqlite3")]
    private static extern nint sqlite3_vfs_find(nint name);

    private sealed record OpenFile(SimulatedDisk Disk, string Path, Image Image, nint Methods, nint Copy);

    /// <summary>Holds the content of a file as of its last sync, and the changes since then.</summary>
    private sealed class Image(byte[] content)
    {
        private readonly List<(long Offset, byte[]? Data)> _changes = [];
        private readonly MemoryStream _durable = Copy(content);

        public byte[] Durable => _durable.ToArray();

        public long Length { get; private set; } = content.Length;

        public int Syncs { get; private set; }

        public bool WasThere => content.Length > 0;

        public void Write(ReadOnlySpan<byte> data, long offset)
        {
            _changes.Add((offset, data.ToArray()));
            Length = Math.Max(Length, offset + data.Length);
        }

        public void Cut(long length)
        {
            _changes.Add((length, null));
            Length = length;
        }

        public void Sync()
        {
            Syncs++;
            foreach (var (offset, data) in _changes)
            {
                if (data is null)
                {
                    _durable.SetLength(offset);
                    continue;
                }

                _durable.Position = offset;
                _durable.Write(data);
            }

            _changes.Clear();
        }

        private static MemoryStream Copy(byte[] content)
        {
            var copy = new MemoryStream();
            copy.Write(content);
            return copy;
        }
    }
}
