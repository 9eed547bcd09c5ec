namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>How near the first repair of a case comes to its corrected twin, judged one by one.</summary>
public enum Judgement
{
    /// <summary>The same repair: at most a name, or the place of the same await, differs.</summary>
    Same,

    /// <summary>A right repair in another idiom.</summary>
    OtherIdiom,

    /// <summary>No repair: what the twin does is not in the code.</summary>
    None,
}

/// <summary>The repairs of the async cases: what the first fix, which <c>dotnet format</c> takes, makes of each.</summary>
internal static class AsyncRepairs
{
    /// <summary>The rows: the file, the rule, the judgement, a piece of the repaired text without its white space, and what there is to say about it.</summary>
    internal static (string File, string Rule, Judgement Judgement, string Text, string Remark)[] Rows { get; } =
    [
        ("L01_result_sync/bad.cs", "THR0602", Judgement.Same, "async Task<string> GetForecast(string city) { var json = await DownloadAsync(city);", "the name stays"),
        ("L01_result_sync/bad2.cs", "THR0602", Judgement.Same, "public async Task<string> GetAsync(int id) { if (!_cache.TryGetValue(id, out var name)) { Task<string> lookup = store.FindNameAsync(id, CancellationToken.None); _cache[id] = name = await lookup;", "an indexer cannot await, so it becomes a method"),
        ("L02_wait_sync/bad.cs", "THR0602", Judgement.Same, "public async Task Backup(string file) { await CopyAsync(file);", "the name stays"),
        ("L02_wait_sync/bad2.cs", "THR0602", Judgement.Same, "try { await all.WaitAsync(limit); return true; } catch (TimeoutException) { return false; }", ""),
        ("L04_result_async/bad.cs", "THR0601", Judgement.Same, "var discount = await _prices.DiscountAsync(item);", ""),
        ("L04_result_async/bad2.cs", "THR0601", Judgement.Same, "logger.LogInformation(\"{Count} rows removed\", await removed);", ""),
        ("L04b_wait_async/bad.cs", "THR0601", Judgement.Same, "await ConfirmAsync(topic);", ""),
        ("L04b_wait_async/bad2.cs", "THR0601", Judgement.Same, "try { await all; return 0; } catch (Exception e)", "the twin names the exception more narrowly than the code did"),
        ("L05_waitall_async/bad.cs", "THR0601", Judgement.Same, "await Task.WhenAll(requests);", ""),
        ("L05_waitall_async/bad2.cs", "THR0601", Judgement.Same, "var first = writes.IndexOf(await Task.WhenAny(writes).WaitAsync(token));", "the number is asked for at once, the twin asks at the end"),
        ("L09_sync_io_async/bad.cs", "THR0601", Judgement.Same, "while ((line = await reader.ReadLineAsync()) != null)", ""),
        ("L09_sync_io_async/bad2.cs", "THR0601", Judgement.Same, "var read = await stream.ReadAsync(request, 0, request.Length, token);", ""),
        ("L17_lock_in_async/bad.cs", "THR0204", Judgement.Same, "await _hitsLock.WaitAsync(); try { _hits.Add(context.Request.Path); if (_hits.Count > 1000) { await File.WriteAllLinesAsync(\"hits.log\", _hits);", ""),
        ("L18_semaphore_wait_async/bad.cs", "THR0601", Judgement.Same, "await _gate.WaitAsync(); try {", ""),
        ("L18_semaphore_wait_async/bad2.cs", "THR0601", Judgement.Same, "if (!await s_rate.WaitAsync(TimeSpan.FromSeconds(2), ct))", ""),
        ("M04_parallel_foreach_async/bad.cs", "THR0604", Judgement.Same, "await Parallel.ForEachAsync(images, async (uri, _) =>", "the twin passes the loop's token on as well"),
        ("M04_parallel_foreach_async/bad2.cs", "THR0604", Judgement.Same, "await Parallel.ForAsync(0, shards, options, async (shard, _) =>", ""),
        ("M05_timer_async/bad.cs", "THR0604", Judgement.Same, "_ = Task.Run(async () => { do { try { _cached = await load(); } catch (Exception exception) { Trace.TraceError(exception.ToString()); } } while (await timer.WaitForNextTickAsync()); });", "the loop ends when the timer is disposed of, where the twin has a token"),
        ("M05_timer_async/bad2.cs", "THR0604", Judgement.Same, "{ try { var client = (HttpClient)state; using var reply = await client.GetAsync(", ""),
        ("M08_queueuserworkitem_async/bad.cs", "THR0604", Judgement.Same, "public async Task Dispatch(Uri target, string body) { await Task.Run(async () => {", ""),
        ("M08_queueuserworkitem_async/bad2.cs", "THR0604", Judgement.Same, "await Task.WhenAll(names.Select(name => Task.Run(() => Send(name))));", ""),
        ("M09_thread_async/bad.cs", "THR0604", Judgement.Same, "var worker = Task.Run(async () => { foreach (var block in blocks) await _writeBlock(block); }); await worker;", "the work stays on the pool, the twin does it in place"),
        ("M09_thread_async/bad2.cs", "THR0604", Judgement.Same, "var receiver = Task.Run(() => Receive(\"localhost\")); await receiver;", "the work stays on the pool, the twin does it in place"),
        ("M12_continuewith_async/bad.cs", "THR0609", Judgement.OtherIdiom, "}, TaskScheduler.Default).Unwrap();", "the twin awaits one after the other, and then does not go on after a failure"),
        ("M12_continuewith_async/bad2.cs", "THR0609", Judgement.Same, "TaskScheduler.Default).Unwrap();", ""),
        ("M15_new_task_async/bad.cs", "THR0609", Judgement.Same, "var job = Task.Run(async () =>", ""),
        ("M15_new_task_async/bad2.cs", "THR0609", Judgement.OtherIdiom, "_work.Start(TaskScheduler.Default); return _work.Unwrap();", "the cold task stays one, the twin keeps a delegate"),
        ("N02b_unawaited_interface_sync/bad.cs", "THR0605", Judgement.Same, "finally { await _sink.WriteAsync(name, watch.Elapsed.TotalMilliseconds);", ""),
        ("N02b_unawaited_interface_sync/bad2.cs", "THR0605", Judgement.Same, "await ProcessCoreAsync(item); await Next(item);", ""),
        ("N04_taskrun_forget/bad.cs", "THR0605", Judgement.Same, "await Task.WhenAll(keys.Select(key => Task.Run(() => _warm(key))));", ""),
        ("N04_taskrun_forget/bad2.cs", "THR0605", Judgement.Same, "public async Task<IActionResult> PrintLabel(int id) { await Task.Factory.StartNew(() =>", ""),
        ("N06_task_local_never_awaited/bad.cs", "THR0606", Judgement.Same, "await _receipt(mail); await capture;", ""),
        ("N06_task_local_never_awaited/bad2.cs", "THR0606", Judgement.OtherIdiom, "unpack = UnpackAsync(part, token); await unpack;", "one after the other; the twin lets one overlap with the output"),
        ("N09_tasks_list_never_awaited/bad.cs", "THR0606", Judgement.Same, "await Task.WhenAll(writes);", ""),
        ("N09_tasks_list_never_awaited/bad2.cs", "THR0606", Judgement.Same, "await Task.WhenAll(running.Values); return running.Keys.Count;", ""),
        ("N14_unawaited_delay/bad.cs", "THR0605", Judgement.Same, "_bell(true); await Task.Delay(300);", ""),
        ("N14_unawaited_delay/bad2.cs", "THR0605", Judgement.Same, "await Task.Delay(TimeSpan.FromSeconds(1), token).ConfigureAwait(false);", ""),
        ("N16_main_taskrun_exit/bad.cs", "THR0504", Judgement.Same, "public static async Task Main(string[] args) { var source = args.Length > 0 ? args[0] : \"input.txt\"; await Task.Run(() =>", "awaited where it starts, the twin awaits at the end"),
        ("N16_main_taskrun_exit/bad2.cs", "THR0504", Judgement.Same, "await WriteReportAsync(folder, report);", ""),
        ("O01_return_task_in_using/bad.cs", "THR0607", Judgement.Same, "return await reader.ReadToEndAsync();", ""),
        ("O01_return_task_in_using/bad2.cs", "THR0607", Judgement.Same, "return await ScalarAsync(command, ct);", ""),
        ("O04_cts_disposed_before_task/bad.cs", "THR0607", Judgement.Same, "return await _http.GetStringAsync(\"quotes/\" + symbol, timeout.Token);", ""),
        ("O04_cts_disposed_before_task/bad2.cs", "THR0607", Judgement.Same, "return await (text.Length < 3 ?", ""),
        ("P06_new_task_never_started/bad.cs", "THR0502", Judgement.Same, "var compaction = Task.Run(() =>", ""),
        ("P06_new_task_never_started/bad2.cs", "THR0502", Judgement.Same, "=> Task.Run(() => f(_data));", ""),
        ("P08_whenall_lazy_twice/bad.cs", "THR0612", Judgement.Same, "s => _http.GetStringAsync(\"price/\" + s)).ToList();", ""),
        ("P08_whenall_lazy_twice/bad2.cs", "THR0612", Judgement.Same, "var machines = Start().ToList();", "the twin fills an array"),
        ("P09_continuewith_no_scheduler/bad.cs", "THR0610", Judgement.OtherIdiom, "t.Result.Split(' ').Length, TaskScheduler.Default)", "the twin awaits with ConfigureAwait(false), and so throws another exception"),
        ("P09_continuewith_no_scheduler/bad2.cs", "THR0610", Judgement.Same, "CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default)", ""),
        ("P14_task_tostring/bad.cs", "THR0612", Judgement.Same, "$\"Hello, {await _userName()}!\"", ""),
        ("P14_task_tostring/bad2.cs", "THR0612", Judgement.Same, "Console.WriteLine(\"orders: \" + await CountAsync(\"orders\"));", ""),
        ("P19_valuetask_field/bad.cs", "THR0611", Judgement.Same, "private Task<byte[]> _next;", ""),
        ("P19_valuetask_field/bad2.cs", "THR0611", Judgement.Same, "_values[key] = value = _read(key).AsTask();", ""),
        ("Q03_linked_cts_not_disposed/bad.cs", "THR0615", Judgement.Same, "using var linked = CancellationTokenSource.CreateLinkedTokenSource(", ""),
        ("Q03_linked_cts_not_disposed/bad2.cs", "THR0615", Judgement.Same, "using var source = CancellationTokenSource.CreateLinkedTokenSource(aborted);", "the twin also puts back the token that it has replaced"),
        ("Q04_register_not_disposed/bad.cs", "THR0615", Judgement.Same, "using var registration = token.Register(() => process.Kill());", ""),
        ("Q04_register_not_disposed/bad2.cs", "THR0615", Judgement.Same, "using var registration = applicationStopping.UnsafeRegister(", ""),
        ("Q05_token_param_unused/bad.cs", "THR0614", Judgement.Same, "foreach (var image in images) { cancellationToken.ThrowIfCancellationRequested();", ""),
        ("Q05_token_param_unused/bad2.cs", "THR0614", Judgement.Same, "{ token.ThrowIfCancellationRequested(); (items[at], items[i])", "in each round, the twin asks in each call"),
        ("Q12_awaitforeach_no_token/bad.cs", "THR0614", Judgement.Same, "await foreach (var line in lines.WithCancellation(cancellationToken))", ""),
        ("Q12_awaitforeach_no_token/bad2.cs", "THR0614", Judgement.Same, "source.ConfigureAwait(false).WithCancellation(token)", ""),
        ("R04_tcs_exception_path/bad.cs", "THR0406", Judgement.Same, "try { result.SetResult(function()); } catch (Exception exception) { result.TrySetException(exception); }", ""),
        ("R04_tcs_exception_path/bad2.cs", "THR0406", Judgement.Same, "tcs.TrySetResult(length); } catch (Exception exception) { tcs.TrySetException(exception); }", ""),
        ("R05_tcs_never_completed/bad.cs", "THR0407", Judgement.None, "", "which member should complete it is not in the code"),
        ("R05_tcs_never_completed/bad2.cs", "THR0407", Judgement.None, "", "which member should complete it is not in the code"),
        ("S03_suppress_throwing_T/bad.cs", "THR0618", Judgement.Same, "await ((Task)flushing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);", ""),
        ("S03_suppress_throwing_T/bad2.cs", "THR0618", Judgement.OtherIdiom, "await probe(host).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);", "which exceptions the twin's catch expects is not in the code"),
        ("V04_timers_elapsed_async/bad.cs", "THR0604", Judgement.Same, "{ try { using var content = new StringContent(e.SignalTime.ToString(\"O\"));", ""),
    ];
}
